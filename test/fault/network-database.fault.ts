// The link to the database goes silent without an end, three times, for less and for more than anything waits.
import { expect, test } from 'vitest';
import { POOL_WAIT_MS } from '../../src/store/database.ts';
import { ANSWER_MARGIN_MS } from '../../src/store/silent-connection.ts';
import { chosenSeed } from './seeded-random.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { silenceDatabase } from './tool/silent-database.ts';

/** A call waits for a connection, then for one statement; the rest is a busy machine. */
const BOUND_MS = POOL_WAIT_MS + 1_000 + ANSWER_MARGIN_MS + 2_000;

test('a silent database costs each call a bounded wait and a clean refusal; nothing is lost or doubled and the server is ready soon after', async () => {
  const seed = chosenSeed();
  const { verdict, readyMs, slowestHealthMs } = await silenceDatabase({ seed, silencesMs: [2_000, 8_000, 15_000] });
  const figures = { ...verdict, boundMs: BOUND_MS, slowestHealthMs, readyP50Ms: percentile(readyMs, 0.5), readyMaxMs: Math.max(...readyMs) };
  reportFault({ fault: 'database link half-open for 2, 8 and 15 s', seed, figures });
  expect(verdict.unavailable, `seed ${seed}: it must have been felt`).toBeGreaterThan(0);
  expect(verdict.slowestMs, `seed ${seed}`).toBeLessThan(BOUND_MS);
  expect(slowestHealthMs, `seed ${seed}`).toBeLessThan(1_000);
  expect(Math.max(...readyMs), `seed ${seed}`).toBeLessThan(15_000);
});
