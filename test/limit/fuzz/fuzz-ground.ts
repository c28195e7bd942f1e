// A server for random documents: the caller is a user that there is, because what is made refers to who made it.
import { seedRows } from '../../../src/engine/seed.ts';
import { type LiveGround, liveGround, LOCAL } from '../../live/live-ground.ts';

/** Starts one with its seeded rows. */
export async function fuzzGround(): Promise<LiveGround> {
  let actor = LOCAL;
  const ground = await liveGround({ get caller() { return { actor, keyId: null }; }, authorise: () => Promise.resolve({ actor }) });
  actor = await seedRows(ground.engine);
  return ground;
}
