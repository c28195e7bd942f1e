// The connection on which a replica listens goes half-open: the short form of network-listen.fault.ts.
import { expect, test } from 'vitest';
import { TAIL_POLL_MS } from '../../src/events/tail.ts';
import { chosenSeed } from './seeded-random.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { halfOpenListener } from './tool/half-open-listener.ts';

test('a replica whose listening connection is half-open misses nothing: the poll brings every event, the silence is noticed, and it listens again', async () => {
  const seed = chosenSeed();
  const outcome = await halfOpenListener({ seed, events: 30, selfCheckMs: 500 });
  const { before, during, after, ...figures } = outcome;
  reportFault({ fault: 'listening connection half-open', seed, figures: { beforeP50Ms: percentile(before, 0.5), duringP50Ms: percentile(during, 0.5), duringMaxMs: Math.max(...during), afterP50Ms: percentile(after, 0.5), ...figures } });
  expect({ missed: outcome.missed, doubled: outcome.doubled }, `seed ${seed}`).toEqual({ missed: 0, doubled: 0 });
  expect(percentile(during, 0.5), `seed ${seed}: only the poll is left`).toBeLessThan(2 * TAIL_POLL_MS);
  expect(percentile(after, 0.5), `seed ${seed}: it must be fast again`).toBeLessThan(percentile(during, 0.5));
});
