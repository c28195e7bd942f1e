// Broken conversations over WebSockets: each ends with the right code or error, and the memory comes back.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { malformedSockets } from '../limit/fuzz/socket-campaign.ts';
import { type LiveGround, liveGround } from '../live/live-ground.ts';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';

/** Before memory is measured: code is compiled, pools are filled. */
const WARM_UP = 500;
const CONVERSATIONS = 5_000;
/** Most that the heap may have grown beyond the warm one, bytes. */
const MOST_GROWTH = 20 * 1024 * 1024;

let ground: LiveGround;
beforeAll(async () => { ground = await liveGround(); });
afterAll(() => ground.close());

test('5,000 broken conversations: the right end of each, no fault of the server, no socket kept, and the memory comes back', async () => {
  const seed = chosenSeed();
  const warm = await malformedSockets(ground, { seed: seed + 1, conversations: WARM_UP });
  const { wrong, ...figures } = await malformedSockets(ground, { seed, conversations: CONVERSATIONS });
  reportFault({ fault: 'broken conversations over sockets', seed, figures: { ...figures, wrong: wrong.length } });
  expect([...warm.wrong, ...wrong].slice(0, 10), `seed ${seed}`).toEqual([]);
  expect(figures.heapAfter - figures.heapBefore).toBeLessThan(MOST_GROWTH);
});
