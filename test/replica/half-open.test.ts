// A replica that hears nothing because its listening connection leads nowhere: it is late by a poll at most, says so, and recovers.
import { expect, test } from 'vitest';
import { SELF_CHECK_MS } from '../../src/events/wire/dedicated-connection.ts';
import { TAIL_POLL_MS } from '../../src/events/tail.ts';
import { eventGround, until, writeEvents } from '../events/event-ground.ts';
import { FaultProxy } from '../fault/tool/fault-proxy.ts';

/** Pause between two self-checks in this test; the figure for real is `SELF_CHECK_MS`. */
const CHECK_MS = 400;
/** A poll, and what a shared machine adds. */
const LATE_MS = TAIL_POLL_MS + 250;
const ROUNDS = 7;

test('a half-open listening connection delays events by a poll at most, shows in the health and is replaced, and nobody who reads is behind', async () => {
  await using ground = await eventGround();
  await using proxy = await FaultProxy.open(ground.url);
  const here = await ground.room();
  const there = await ground.room({ url: proxy.through(ground.url), selfCheckMs: CHECK_MS });
  const delay = async (): Promise<number> => {
    const rows = await writeEvents(ground.db, 1);
    const offered = performance.now();
    here.offer(rows);
    await until('the event on the other replica', () => there.hub.position >= rows[0]!.seq);
    return performance.now() - offered;
  };
  const median = async (): Promise<number> => {
    const delays: number[] = [];
    while (delays.length < ROUNDS) delays.push(await delay());
    return delays.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
  };
  const before = await median();
  proxy.freeze();
  const frozen = performance.now();
  let noticedMs = Number.NaN;
  const noticed = until('the silence is noticed', () => !there.health().listening, 10_000).then(() => { noticedMs = performance.now() - frozen; });
  const during = await median();
  // Who asks is told the truth at once, whatever the wires say.
  const rows = await writeEvents(ground.db, 1);
  const asked = performance.now();
  expect((await there.catchUp()).settled).toBeGreaterThanOrEqual(rows[0]!.seq);
  const read = performance.now() - asked;
  await noticed;
  proxy.heal();
  await until('listening again', () => there.health().listening, 10_000);
  const after = await median();
  console.log(`an event reached the other replica after ${before.toFixed(1)} ms, ${during.toFixed(0)} ms while half open, ${after.toFixed(1)} ms afterwards; noticed after ${noticedMs.toFixed(0)} ms with a check every ${CHECK_MS} ms (${SELF_CHECK_MS} ms for real); a read caught up in ${read.toFixed(1)} ms`);
  expect(during).toBeLessThan(LATE_MS);
  expect(noticedMs).toBeLessThan(CHECK_MS + 4_000);
  expect(Math.max(before, after)).toBeLessThan(TAIL_POLL_MS / 2);
}, 40_000);
