// Claims of busy runners: who they are is confirmed by the claim itself, so that a change since the last one is never missed.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimOnceMore } from '../../src/engine/dispatch/claim.service.ts';
import { createQueue, updateQueue } from '../../src/engine/queue/queue.service.ts';
import { runNow } from '../../src/engine/deck/run-now.service.ts';
import { CLAIMER_MEMORY_MS, ClaimerMemory } from '../../src/engine/dispatch/claim/claimer-memory.ts';
import type { ClaimingRunner } from '../../src/store/write/session.store.ts';
import { benchDeck, RUNNER_ACTOR, type BenchRunner } from './bench-runner.ts';
import { acceptedId, EngineBench, expectContent } from './engine-bench.ts';

let bench: EngineBench;
/** Has just been given all it asked for. */
let busy: BenchRunner;

beforeEach(async () => {
  bench = await EngineBench.open();
  // Time stands still: what was read stays remembered however slow the machine is.
  Object.assign(bench.engine, { clock: { now: () => 0 } });
  for (let i = 0; i < 6; i++) await bench.queued();
  busy = await bench.runner('busy', { decks: [benchDeck()] });
  await busy.finish(await busy.take());
});
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

/** Statements that a piece of work sends outside transactions. */
async function looksOf(work: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  const { db } = bench.engine;
  const query = db.query.bind(db);
  db.query = (statement, values) => (names.push(statement.name), query(statement, values));
  await work();
  db.query = query;
  return names;
}

test('a runner that was given all it asked for claims again without a look at who it is; one that was not is looked at again', async () => {
  expect(await looksOf(() => busy.claim(2))).toEqual([]);
  expect(await looksOf(async () => expect(await busy.claim(10)).toHaveLength(3))).toEqual(['runner-by-session', 'waiting-queues']);
  expect(await looksOf(() => busy.claim(1))).toEqual(['runner-by-session', 'waiting-queues']);
});

test('a queue that has been given a limit since the runner was read is not claimed from beyond it, neither by a claim nor beside a report', async () => {
  const [first, second] = await busy.claim(2);
  acceptedId(await updateQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue, maxRunning: 2 }));
  expect(await busy.claim(2)).toEqual([]);
  await busy.finish(first!);
  expect(await busy.claim(1)).toHaveLength(1);
  acceptedId(await updateQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue, maxRunning: null }));
  await busy.finish(second!);
  const [third] = await busy.claim(1);
  acceptedId(await updateQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue, maxRunning: 1 }));
  expect(await busy.reportAndClaim([busy.finishItem(third!)])).toEqual([]);
});

test('before a poll begins to wait only a runner that is remembered is given something, and nothing is looked up for any other', async () => {
  const once = (max: number, decks: readonly string[] = [], session = busy.session) => claimOnceMore(bench.engine, RUNNER_ACTOR, { session, max, decks });
  expect(await looksOf(async () => expect(await once(2)).toHaveLength(2))).toEqual([]);
  expect(await looksOf(async () => expect(await once(0, [benchDeck().name])).toEqual([]))).toEqual([]);
  expect(await looksOf(async () => expect(await once(10)).toHaveLength(3))).toEqual([]);
  await bench.queued();
  // It was given less than it asked for: what it is now is for `claim` to look at.
  expect(await looksOf(async () => expect(await once(1)).toEqual([]))).toEqual([]);
  const unknown = await bench.runner('unknown');
  expect(await looksOf(async () => expect(await once(1, [], unknown.session)).toEqual([]))).toEqual([]);
});

test('a runner whose work comes from its second queue does not claim from the empty first one before each', async () => {
  const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'second', accepts: ['command'] }));
  const tasks: string[] = [];
  for (let i = 0; i < 3; i++) tasks.push(await bench.queued({}, { queueId }));
  await busy.claim(10);
  const other = await bench.runner('other', { queues: ['default', 'second'] });
  expect((await other.claim(1)).map((attempt) => attempt.taskId)).toEqual([tasks[0]]);
  let transactions = 0;
  const { db } = bench.engine;
  const transaction = db.transaction.bind(db);
  db.transaction = ((...args: Parameters<typeof transaction>) => ((transactions += 1), transaction(...args))) as typeof db.transaction;
  const looks = await looksOf(async () => expect((await other.claim(1)).map((attempt) => attempt.taskId)).toEqual([tasks[1]]));
  expect([looks, transactions]).toEqual([[], 1]);
  const first = await bench.queued();
  expect((await other.claim(2)).map((attempt) => attempt.taskId)).toEqual([first, tasks[2]]);
});

test('a runner that drains is given nothing, however busy it was', async () => {
  await busy.beat([], true);
  expect(await busy.claim(1)).toEqual([]);
  await busy.beat([], false);
  expect(await busy.claim(1)).toHaveLength(1);
});

test('a session that is over is told so, and what waits stays for others: after a new session of its name, and after its lease', async () => {
  const next = await bench.runner('busy', { decks: [benchDeck()] });
  await expect(busy.claim(1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await next.finish(await next.take());
  await bench.endLease('busy');
  await expect(next.claim(1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await (await bench.runner('other')).claim(10)).toHaveLength(4);
});

test('one session that is over does not spoil the claims that go together with its own', async () => {
  const other = await bench.runner('other');
  await other.finish(await other.take());
  await bench.runner('busy', { decks: [benchDeck()] });
  const [over, fine] = await Promise.allSettled([busy.claim(1), other.claim(1)]);
  expect(over).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
  expect(fine).toMatchObject({ status: 'fulfilled', value: [{ attemptNo: 1 }] });
});

test('a single call that was made meanwhile comes with the next claim, beside what was asked for', async () => {
  const runId = acceptedId(await runNow(bench.engine, bench.as(), { deck: 'bench', instrument: 'pump', method: 'rinse', args: {} }));
  const claimed = await busy.claim(2);
  expect(claimed.map((attempt) => attempt.runId === runId)).toEqual([true, false, false]);
});

test('a queue that is made later is found by the next claim that finds too little', async () => {
  const late = await bench.runner('late', { queues: ['default', 'later'] });
  await late.finish(await late.take());
  const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'later', accepts: ['command'] }));
  const taskId = await bench.queued({}, { queueId });
  expect((await late.claim(10)).map((attempt) => attempt.taskId)).toContain(taskId);
});

test('what is remembered is believed for a second, and a memory has a bound', () => {
  let now = 0;
  const memory = new ClaimerMemory({ now: () => now });
  const runner = { id: 'a runner', ownQueues: [{ id: 'first' }, { id: 'second' }] } as unknown as ClaimingRunner;
  memory.learn('session', runner, 'second');
  now = CLAIMER_MEMORY_MS;
  expect(memory.recall('session')).toMatchObject({ runner, queueId: 'second', earlier: ['first'] });
  now += 1;
  expect(memory.recall('session')).toBeUndefined();
  memory.learn('session', runner, 'second');
  now = 0;
  expect(memory.recall('session')).toBeUndefined();
  for (let i = 0; i < 10_001; i++) memory.learn(`session ${i}`, runner, 'second');
  expect(memory.recall('session 0')).toBeUndefined();
  expect(memory.recall('session 1')?.runner).toBe(runner);
});
