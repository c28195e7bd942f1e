// A subscriber that reads a message a second: the fast ones beside it do not notice, the server stays small, and it misses nothing itself.
import { expect, test } from 'vitest';
import { slowSubscribers } from '../../bench/slow-subscriber.ts';
import { reportFault } from './tool/fault-report.ts';

/** p99 of fifty fast subscribers with slow ones by that without them, median of seven pairs. */
const MOST_RATIO = 1.25;
/** Of the process, which has the server and the writers of the measurement in it. */
const MOST_MEGABYTES = 900;

test.for([1, 5])('beside %i that read a message a second fifty fast subscribers get their events as soon as without, and every laggard resumes exactly', { timeout: 600_000 }, async (slow) => {
  const { delays: { ours, peer, ratio }, mostMegabytes, published, readers } = await slowSubscribers(slow);
  reportFault({ fault: `${slow} slow beside 50 fast subscribers`, seed: null, figures: {
    'p99 with ms': ours, 'p99 without ms': peer, 'ratio, median of 7 pairs': ratio, 'at most MB': mostMegabytes, events: published.length, lagged: readers.map(({ lagged }) => lagged).join(' '), cut: readers.map(({ cut }) => cut).join(' '),
  } });
  for (const reader of readers) {
    expect(reader.faults).toEqual([]);
    expect(reader.lagged).toBeGreaterThanOrEqual(1);
    expect(reader.seen).toEqual(published);
  }
  expect(ratio).toBeLessThanOrEqual(MOST_RATIO);
  expect(mostMegabytes).toBeLessThan(MOST_MEGABYTES);
});
