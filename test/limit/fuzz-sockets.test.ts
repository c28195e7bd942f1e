// Broken conversations over WebSockets, a short form of fuzz-sockets.fault.ts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chosenSeed } from '../fault/seeded-random.ts';
import { type LiveGround, liveGround } from '../live/live-ground.ts';
import { malformedSockets } from './fuzz/socket-campaign.ts';
import { MALFORMED } from './fuzz/socket-fuzz.ts';

let ground: LiveGround;
beforeAll(async () => { ground = await liveGround(); });
afterAll(() => ground.close());

test('whatever a client does wrong on a socket ends with the right code or error, and the server logs no fault and lets go of every socket', async () => {
  const seed = chosenSeed();
  const { wrong } = await malformedSockets(ground, { seed, conversations: 2 * MALFORMED.length });
  expect(wrong, `seed ${seed}`).toEqual([]);
});
