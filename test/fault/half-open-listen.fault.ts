// A listening connection that goes silent with the intervals of production: how long nobody knows, and what it costs meanwhile.
import { expect, test } from 'vitest';
import { ANSWER_TIMEOUT_MS, SELF_CHECK_MS } from '../../src/events/wire/dedicated-connection.ts';
import { TAIL_POLL_MS } from '../../src/events/tail.ts';
import { eventGround, writeEvents } from '../events/event-ground.ts';
import { FaultProxy } from './tool/fault-proxy.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { until } from './until.ts';

/** What a shared machine may add to any wait, in milliseconds. */
const SLACK_MS = 1_000;

test('a half-open listening connection is found out within a self-check and its patience, and costs a poll until then', async () => {
  await using ground = await eventGround();
  await using proxy = await FaultProxy.open(ground.url);
  const [here, there] = [await ground.room(), await ground.room({ url: proxy.through(ground.url) })];
  let written = 0;
  const delays = async (isOver: (n: number) => boolean): Promise<number[]> => {
    const all: number[] = [];
    while (!isOver(all.length)) {
      const [row] = await writeEvents(ground.db, 1);
      written += 1;
      const offered = performance.now();
      here.offer([row!]);
      await until('the event on the other replica', () => there.hub.position >= row!.seq, { withinMs: 10_000 });
      all.push(performance.now() - offered);
    }
    return all;
  };
  const seen: number[] = [];
  there.hub.subscribe({}, ({ seq }) => void seen.push(seq));
  const before = await delays((n) => n === 25);
  proxy.freeze();
  const frozen = performance.now();
  const during = await delays(() => !there.health().listening);
  const noticedMs = performance.now() - frozen;
  proxy.heal();
  await until('listening again', () => there.health().listening, { withinMs: 15_000 });
  const backMs = performance.now() - frozen;
  const after = await delays((n) => n === 25);
  const missed = written - new Set(seen).size;
  reportFault({
    fault: 'half-open listening connection', seed: null,
    figures: { wakeBeforeP50Ms: percentile(before, 0.5), wakeDuringP50Ms: percentile(during, 0.5), wakeDuringP99Ms: percentile(during, 0.99), wakeAfterP50Ms: percentile(after, 0.5), noticedMs, backMs, missed, repeated: seen.length - new Set(seen).size },
  });
  expect(noticedMs).toBeLessThan(SELF_CHECK_MS + ANSWER_TIMEOUT_MS + SLACK_MS);
  expect(percentile(during, 0.5)).toBeLessThan(TAIL_POLL_MS + SLACK_MS / 4);
  expect(missed).toBe(0);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});
