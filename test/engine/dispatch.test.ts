// Dispatch: sessions, leases, claims whose answers are lost, reports and their repeats, output.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_LOG_BYTES } from '../../src/domain/dispatch/protocol.ts';
import { reap } from '../../src/engine/reaper.ts';
import { openSession } from '../../src/engine/dispatch/session.service.ts';
import { claimerOf } from '../../src/engine/dispatch/claim.service.ts';
import { MAX_EVENT_TEXT } from '../../src/domain/event/event.ts';
import { peekOrders } from '../../src/engine/dispatch/beat.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { EXIT_1, sessionRequest } from './bench-runner.ts';
import { BENCH_LEASE_SECONDS, EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;

beforeEach(async () => void (bench = await EngineBench.open({ poolSize: 12 })));
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

const SESSION_OVER = { code: 'NOT_FOUND', message: expect.stringContaining('session is over') };

describe('sessions', () => {
  test('only runners and admins may act as runners', async () => {
    for (const role of ['viewer', 'operator', 'tms'] as const) {
      await expect(openSession(bench.engine, { ...bench.local, role }, sessionRequest('r'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await openSession(bench.engine, bench.local, sessionRequest('r'))).toMatchObject({ protocol: 2, leaseSeconds: BENCH_LEASE_SECONDS, beatSeconds: 5 });
  });

  test('a new session of a name ends the old one: its calls are refused, its work goes back to its place at the next sweep', async () => {
    const first = await bench.queued();
    const second = await bench.queued();
    const old = await bench.runner('r');
    const attempt = await old.take();
    const young = await bench.runner('r');
    await expect(old.beat([attempt])).rejects.toMatchObject(SESSION_OVER);
    await expect(old.claim()).rejects.toMatchObject(SESSION_OVER);
    await expect(old.finish(attempt)).rejects.toMatchObject(SESSION_OVER);
    expect(await bench.taskRow(first)).toMatchObject({ status: 'in_progress' });
    expect(await reap(bench.engine)).toBe(1);
    expect((await young.claim(10)).map((one) => one.taskId)).toEqual([first, second]);
    expect(await bench.sql(`SELECT id FROM runner`)).toHaveLength(1);
  });

  test('of eight sessions that open at once under a new name one lives, and there is one runner', async () => {
    await bench.warm();
    const runners = await Promise.all(Array.from({ length: 8 }, () => bench.runner('same')));
    await bench.queued();
    const answers = await Promise.allSettled(runners.map((runner) => runner.claim()));
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    expect(await bench.sql('SELECT 1 FROM runner_session WHERE ended_at IS NULL')).toHaveLength(1);
    expect(await bench.one('SELECT count(*)::int AS n FROM runner')).toEqual({ n: 1 });
  });

  test('a draining runner gets nothing and finishes what it has; when it no longer drains it gets work again', async () => {
    const runner = await bench.runner('r');
    await bench.queued();
    await bench.queued();
    const attempt = await runner.take();
    await runner.beat([attempt], true);
    expect(await runner.claim(10)).toEqual([]);
    await runner.finish(attempt);
    await runner.beat([], false);
    expect(await runner.claim(10)).toHaveLength(1);
    const { id } = await bench.one<{ id: string }>('SELECT id FROM runner');
    expect(await bench.kinds(id)).toEqual(['runner.up', 'runner.draining', 'runner.up']);
  });

  test('a session knows its queues by their ids, in its order', async () => {
    const runner = await bench.runner('r', { queues: ['nowhere', 'default'] });
    expect(await claimerOf(bench.engine, runner.session)).toMatchObject({ ownQueues: [{ id: bench.defaultQueue, isLimited: false }] });
    await expect(claimerOf(bench.engine, uuidv7())).rejects.toMatchObject(SESSION_OVER);
  });
});

describe('leases', () => {
  test('when a lease is over the work goes back to its old place with one loss counted, and the runner is gone', async () => {
    const first = await bench.queued();
    const second = await bench.queued();
    const [lost, taker] = [await bench.runner('lost'), await bench.runner('taker')];
    const attempt = await lost.take();
    const rank = (await bench.one<{ rank: string }>(`SELECT returned_item->>'rank' AS rank FROM attempt`)).rank;
    await bench.endLease('lost');
    for (const call of [() => lost.beat([attempt]), () => lost.claim(), () => lost.finish(attempt)]) await expect(call()).rejects.toMatchObject(SESSION_OVER);
    expect(await reap(bench.engine)).toBe(1);
    expect(await reap(bench.engine)).toBe(0);
    expect(await bench.taskRow(first)).toMatchObject({ status: 'queued', lostCount: 1, attemptNo: 1 });
    expect(await bench.one('SELECT rank::text FROM queue_item WHERE task_id = $1', [first])).toEqual({ rank });
    expect(await bench.one('SELECT outcome, failure FROM attempt')).toEqual({ outcome: 'LOST', failure: 'CRASHED' });
    expect(await bench.one(`SELECT state, session_id FROM runner WHERE name = 'lost'`)).toEqual({ state: 'GONE', session_id: null });
    expect((await taker.claim(10)).map((one) => [one.taskId, one.attemptNo])).toEqual([[first, 2], [second, 1]]);
  });

  test('a runner that beats keeps its work however often the reaper sweeps', async () => {
    await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    for (let i = 0; i < 5; i++) {
      // Short of what a beat gives, and long enough for a beat on a machine that does a hundred other things.
      await bench.sql(`UPDATE runner SET lease_until = now() + interval '10 seconds'`);
      await runner.beat([attempt]);
      expect(await reap(bench.engine)).toBe(0);
      expect(await bench.one('SELECT extract(epoch FROM lease_until - seen_at)::float8 AS renewed FROM runner')).toEqual({ renewed: BENCH_LEASE_SECONDS });
    }
    expect(await bench.one('SELECT state FROM attempt')).toEqual({ state: 'RUNNING' });
  });

  test('four reapers at once lose each attempt once', async () => {
    const tasks = await Promise.all(Array.from({ length: 30 }, () => bench.queued()));
    const runners = await Promise.all([0, 1, 2].map((i) => bench.runner(`r${i}`)));
    for (const runner of runners) await runner.claim(10);
    await bench.sql(`UPDATE runner SET lease_until = now() - interval '1 second'`);
    await bench.warm();
    await Promise.all([0, 1, 2, 3].map(() => reap(bench.engine)));
    expect(await bench.one('SELECT count(*)::int AS n, count(DISTINCT task_id)::int AS tasks FROM queue_item')).toEqual({ n: 30, tasks: 30 });
    expect(await bench.one('SELECT max(lost_count) AS most, sum(lost_count)::int AS all FROM task')).toEqual({ most: 1, all: tasks.length });
  });

  test('a task that kills every runner fails CRASHED after its number of losses', async () => {
    const taskId = await bench.queued({ retry: { maxLost: 3 } });
    for (let i = 1; i <= 3; i++) {
      await (await bench.runner(`victim ${i}`)).take();
      await bench.expire(`victim ${i}`);
    }
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'failed', reason: 'CRASHED', lostCount: 3, attemptNo: 3 });
    expect(await (await bench.runner('last')).claim()).toEqual([]);
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId }));
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', lostCount: 0 });
  });

  test('with onLost FAIL the first loss is the end', async () => {
    const taskId = await bench.queued({ retry: { onLost: 'FAIL' } });
    await (await bench.runner('r')).take();
    await bench.expire('r');
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'failed', reason: 'CRASHED' });
  });

  test('a task that was told to end and lost its runner has stopped and does not come back', async () => {
    const taskId = await bench.queued();
    const runner = await bench.runner('r');
    await runner.take();
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId, reason: 'enough' }));
    await bench.expire('r');
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped', reason: 'ABORTED', orderVerb: null });
    expect(await bench.sql('SELECT 1 FROM queue_item')).toEqual([]);
  });

  test('the loss of a task in the middle of a run does not end the run', async () => {
    const definition = { tasks: [{ node: 'a', spec: SPEC }, { node: 'b', spec: SPEC, needs: ['a'] }] };
    acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true }));
    await (await bench.runner('lost')).take();
    await bench.expire('lost');
    const runner = await bench.runner('r');
    for (const expected of ['a', 'b']) {
      const attempt = await runner.take();
      expect(attempt.node).toBe(expected);
      await runner.finish(attempt);
    }
    expect(await bench.one('SELECT status FROM run')).toEqual({ status: 'SUCCEEDED' });
  });
});

describe('claims whose answer was lost', () => {
  test('an attempt that its runner does not list goes back to its old place, without a loss counted, and not before half a lease', async () => {
    const taskId = await bench.queued();
    const later = await bench.queued();
    const runner = await bench.runner('r');
    await runner.claim(1);
    await runner.beat([]);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'in_progress' });
    await bench.sql(`UPDATE attempt SET claimed_at = claimed_at - x, started_at = started_at - x FROM make_interval(secs => $1) AS x`, [BENCH_LEASE_SECONDS / 2 + 1]);
    await runner.beat([]);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', lostCount: 0 });
    expect(await bench.one('SELECT outcome FROM attempt')).toEqual({ outcome: 'HANDED_BACK' });
    expect((await runner.claim(10)).map((one) => one.taskId)).toEqual([taskId, later]);
  });

  test('what the runner lists stays its own', async () => {
    await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    await bench.sql(`UPDATE attempt SET claimed_at = claimed_at - interval '1 hour', started_at = started_at - interval '1 hour'`);
    expect(await runner.beat([attempt])).toEqual({ orders: [], controls: [], lost: [] });
  });

  test('attempts that are not the session\'s any more are told as lost, with and without renewal', async () => {
    await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    await runner.finish(attempt);
    const unknown = { attemptId: uuidv7(), epoch: 1 };
    const expected = { orders: [], controls: [], lost: [attempt.attemptId, unknown.attemptId] };
    expect(await runner.beat([attempt, unknown])).toEqual(expected);
    expect(await peekOrders(bench.engine, { session: runner.session, attempts: [attempt, unknown] })).toEqual(expected);
  });
});

describe('reports', () => {
  test('a repeated report changes nothing and is answered the same', async () => {
    await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    const items = [runner.logItem(attempt, ['a', 'b']), runner.finishItem(attempt)];
    expect(await runner.report(items)).toEqual({ upTo: 2, stale: [] });
    const seq = await lastSeq();
    for (let i = 0; i < 3; i++) expect(await runner.report(items)).toEqual({ upTo: 2, stale: [] });
    expect(await lastSeq()).toBe(seq);
    expect(await bench.sql('SELECT message FROM log_line ORDER BY n')).toEqual([{ message: 'a' }, { message: 'b' }]);
  });

  test('ten copies of a report at once have one effect', async () => {
    await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    await bench.warm();
    const items = [runner.logItem(attempt, ['a']), runner.finishItem(attempt)];
    const answers = await Promise.all(Array.from({ length: 10 }, () => runner.report(items)));
    for (const answer of answers) expect(answer).toEqual({ upTo: 2, stale: [] });
    expect(await bench.one('SELECT count(*)::int AS n FROM log_line')).toEqual({ n: 1 });
    expect(await bench.one(`SELECT count(*)::int AS n FROM event WHERE kind = 'task.ended'`)).toEqual({ n: 1 });
  });

  test('items after a hole in the numbers wait until it is filled; nothing is lost when reports overtake each other', async () => {
    await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    const [one, two, three] = [runner.logItem(attempt, ['1']), runner.logItem(attempt, ['2']), runner.logItem(attempt, ['3'])];
    expect(await runner.report([one!, three!])).toEqual({ upTo: 1, stale: [] });
    expect(await runner.report([three!])).toEqual({ upTo: 1, stale: [] });
    expect(await runner.report([two!, three!])).toEqual({ upTo: 3, stale: [] });
    expect(await bench.sql('SELECT message FROM log_line ORDER BY n')).toEqual([{ message: '1' }, { message: '2' }, { message: '3' }]);
  });

  test('facts with an old epoch, of an ended attempt or of another session are refused, counted and change nothing', async () => {
    const taskId = await bench.queued();
    const [lost, taker] = [await bench.runner('lost'), await bench.runner('taker')];
    const old = await lost.take();
    await bench.expire('lost');
    const zombie = await bench.runner('lost');
    const present = await taker.take();
    expect(await zombie.report([zombie.logItem(old, ['zombie']), zombie.finishItem(old)])).toEqual({ upTo: 2, stale: [old.attemptId] });
    expect(await zombie.finish(present)).toEqual({ upTo: 3, stale: [present.attemptId] });
    expect(await taker.finish({ ...present, epoch: present.epoch - 1 })).toEqual({ upTo: 1, stale: [present.attemptId] });
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'in_progress', epoch: 2 });
    expect(await bench.sql('SELECT 1 FROM log_line')).toEqual([]);
    expect(await taker.finish(present)).toEqual({ upTo: 2, stale: [] });
    expect(await taker.log(present, 'too late')).toEqual({ upTo: 3, stale: [present.attemptId] });
    await expectContent(bench, { staleWrites: 5 });
    expect(await bench.one('SELECT sum(stale_writes)::int AS n FROM runner_session')).toEqual({ n: 5 });
  });

  test('a failure is retried by its policy, with a wait that doubles, at the old place, until the policy is through', async () => {
    const taskId = await bench.queued({ retry: { maxRetries: 3, backoffSeconds: 30 } });
    const runner = await bench.runner('r');
    for (const wait of [30, 60, 120]) {
      await runner.finish(await runner.take(), EXIT_1);
      const { seconds } = await bench.one<{ seconds: number }>('SELECT round(extract(epoch FROM not_before - now()))::int AS seconds FROM queue_item');
      expect(seconds).toBeGreaterThan(wait - 5);
      expect(seconds).toBeLessThanOrEqual(wait);
      expect(await runner.claim()).toEqual([]);
      await bench.sql(`UPDATE queue_item SET not_before = now() - interval '1 second'`);
    }
    await runner.finish(await runner.take(), EXIT_1);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'failed', reason: 'EXIT', failedCount: 4, attemptNo: 4 });
    expect(await bench.sql(`SELECT data->>'status' AS status, count(*)::int AS n FROM event WHERE task_id = $1 AND kind = 'task.ended' GROUP BY 1`, [taskId])).toEqual([{ status: 'failed', n: 4 }]);
  });

  test('an abort during the wait between two attempts is the end', async () => {
    const taskId = await bench.queued({ retry: { maxRetries: 3, backoffSeconds: 30 } });
    const runner = await bench.runner('r');
    await runner.finish(await runner.take(), EXIT_1);
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId }));
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped' });
    expect(await bench.sql('SELECT 1 FROM queue_item')).toEqual([]);
  });

  test('work that cannot be started is not retried, and as much of its message is kept as an event can carry', async () => {
    const message = `${'"'.repeat(4_000)}\u0001${'ü'.repeat(4_000)}`;
    const runner = await bench.runner('r');
    for (const by of ['INVALID', 'CRASHED', 'HANDED_BACK'] as const) {
      const taskId = await bench.queued({ retry: { maxRetries: by === 'INVALID' ? 3 : 0 } });
      const attempt = await runner.take();
      expect(await runner.finish(attempt, { by, message })).toMatchObject({ stale: [] });
      const kept = (await bench.one<{ message: string }>('SELECT message FROM attempt WHERE id = $1', [attempt.attemptId])).message;
      expect(message.startsWith(kept.slice(0, -1)), 'its beginning').toBe(true);
      expect(JSON.stringify(kept).length).toBeGreaterThan(MAX_EVENT_TEXT - 12);
      expect(await bench.taskRow(taskId)).toMatchObject(by === 'HANDED_BACK' ? { status: 'queued', lostCount: 0 } : { status: 'failed', reason: by });
      await bench.sql('UPDATE queue_item SET not_before = now() + interval \'1 hour\'');
    }
  });
});

describe('output', () => {
  test('lines are numbered from one in the order of commits, also when reports come at once, and watchers are told', async () => {
    await bench.warm();
    const tasks = await Promise.all(Array.from({ length: 4 }, () => bench.queued()));
    const runners = await Promise.all(tasks.map((_, i) => bench.runner(`r${i}`)));
    await Promise.all(runners.map(async (runner) => {
      const attempt = await runner.take();
      await Promise.all(Array.from({ length: 20 }, (_, i) => runner.log(attempt, `${i} a`, `${i} b`)).map((sent) => sent));
      // What came before its turn was left out: the runner sends it again.
      for (let n = (await runner.report([])).upTo; n < 20; n = (await runner.report([])).upTo) await runner.report([{ ...runner.logItem(attempt, [`${n} a`, `${n} b`]), n: n + 1 }]);
    }));
    for (const taskId of tasks) {
      const lines = await bench.sql<{ n: number; message: string }>('SELECT n::int, message FROM log_line WHERE task_id = $1 ORDER BY n', [taskId]);
      expect(lines).toEqual(Array.from({ length: 40 }, (_, i) => ({ n: i + 1, message: `${Math.floor(i / 2)} ${i % 2 === 0 ? 'a' : 'b'}` })));
      expect(bench.logged).toContain(taskId);
    }
  });

  test('the second attempt goes on where the first one stopped', async () => {
    const taskId = await bench.queued({ retry: { maxRetries: 1, backoffSeconds: 0 } });
    const runner = await bench.runner('r');
    for (const end of [EXIT_1, { by: 'EXIT', exitCode: 0 }] as const) {
      const attempt = await runner.take();
      await runner.log(attempt, `attempt ${attempt.attemptNo}`);
      await runner.finish(attempt, end);
    }
    expect(await bench.sql('SELECT n::int, attempt_no, message FROM log_line WHERE task_id = $1 ORDER BY n', [taskId])).toEqual([
      { n: 1, attempt_no: 1, message: 'attempt 1' }, { n: 2, attempt_no: 2, message: 'attempt 2' },
    ]);
  });

  test('beyond the bound lines are counted instead of kept, with those that the runner dropped', async () => {
    const taskId = await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    await runner.log(attempt, 'kept');
    await bench.sql('UPDATE task_stream SET bytes = $1', [MAX_LOG_BYTES - 1]);
    await runner.log(attempt, 'the last that fits', 'with its batch');
    await runner.log(attempt, 'too much', 'more');
    await runner.report([runner.logItem(attempt, ['and more'], 7)]);
    expect(await bench.sql('SELECT n::int, message FROM log_line ORDER BY n')).toEqual([{ n: 1, message: 'kept' }, { n: 2, message: 'the last that fits' }, { n: 3, message: 'with its batch' }]);
    expect(await bench.one('SELECT next::int, dropped::int FROM task_stream WHERE task_id = $1', [taskId])).toEqual({ next: 4, dropped: 10 });
  });
});

async function lastSeq(): Promise<number> {
  return (await bench.one<{ seq: number }>('SELECT max(seq)::int AS seq FROM event')).seq;
}
