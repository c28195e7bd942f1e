// The connection on which a replica listens goes half-open, with the self-check as it is set: how late events come, and for how long.
import { expect, test } from 'vitest';
import { TAIL_POLL_MS } from '../../src/events/tail.ts';
import { ANSWER_TIMEOUT_MS, RECONNECT_MAX_MS, SELF_CHECK_MS } from '../../src/events/wire/dedicated-connection.ts';
import { chosenSeed } from './seeded-random.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { halfOpenListener } from './tool/half-open-listener.ts';

const EVENTS = 200;
/** What a busy machine may add to a bound, in seconds. */
const BUSY_SECONDS = 3;

test('a half-open listening connection costs at most the poll, is noticed within its self-check and replaced, and no event is missed', async () => {
  const seed = chosenSeed();
  const outcome = await halfOpenListener({ seed, events: EVENTS });
  const { before, during, after, ...figures } = outcome;
  const latencies = Object.fromEntries(Object.entries({ before, during, after }).flatMap(([when, ms]) => [[`${when}P50Ms`, percentile(ms, 0.5)], [`${when}P99Ms`, percentile(ms, 0.99)]]));
  reportFault({ fault: 'listening connection half-open, 200 events each before, during and after', seed, figures: { ...latencies, ...figures } });
  expect({ missed: outcome.missed, doubled: outcome.doubled }, `seed ${seed}`).toEqual({ missed: 0, doubled: 0 });
  expect(percentile(during, 0.9), `seed ${seed}`).toBeLessThan(2 * TAIL_POLL_MS);
  expect(outcome.noticedSeconds, `seed ${seed}`).toBeLessThan((SELF_CHECK_MS + ANSWER_TIMEOUT_MS) / 1_000 + BUSY_SECONDS);
  expect(outcome.reconnectSeconds, `seed ${seed}`).toBeLessThan((RECONNECT_MAX_MS + ANSWER_TIMEOUT_MS) / 1_000 + BUSY_SECONDS);
  expect(percentile(after, 0.5), `seed ${seed}: it must be fast again`).toBeLessThan(percentile(during, 0.5));
});
