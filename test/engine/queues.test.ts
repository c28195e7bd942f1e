// Queues: in which order work is handed out, and what pausing and draining promise.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createQueue, drainQueue, pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { EXIT_1, type BenchRunner } from './bench-runner.ts';
import { EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;

beforeEach(async () => void (bench = await EngineBench.open({ poolSize: 16 })));
afterEach(() => bench[Symbol.asyncDispose]());

async function tasksOf(runner: BenchRunner, max: number): Promise<string[]> {
  return (await runner.claim(max)).map((attempt) => attempt.taskId);
}

describe('the order of claims', () => {
  test('is priority first, then the order of arrival, in one claim and in several', async () => {
    const places: [string, number][] = [];
    for (const priority of [0, 5, -3, 5, 0, 1_000, -1_000, 5]) places.push([await bench.queued({}, { priority }), priority]);
    const expected = places.toSorted((a, b) => b[1] - a[1]).map(([taskId]) => taskId);
    const runner = await bench.runner('r');
    expect([...(await tasksOf(runner, 3)), ...(await tasksOf(runner, 1)), ...(await tasksOf(runner, 64))]).toEqual(expected);
    await expectContent(bench, { claimsOnly: true });
  });

  test('follows the queues that the runner names, in its order; unknown names are nothing', async () => {
    for (const name of ['one', 'two']) acceptedId(await createQueue(bench.engine, bench.as(), { name, accepts: ['command'] }));
    const idOf = async (name: string) => (await bench.one<{ id: string }>('SELECT id FROM queue WHERE name = $1', [name])).id;
    const [inDefault, inOne, inTwo] = [await bench.queued(), await bench.queued({}, { queueId: await idOf('one') }), await bench.queued({}, { queueId: await idOf('two') })];
    const runner = await bench.runner('r', { queues: ['two', 'nowhere', 'one'] });
    expect(await tasksOf(runner, 10)).toEqual([inTwo, inOne]);
    expect(await tasksOf(await bench.runner('all', { queues: ['one', 'two', 'default'] }), 10)).toEqual([inDefault]);
  });

  test('stops at a barrier: what stands behind it is not handed out, whatever its priority was given before', async () => {
    const first = await bench.queued({}, { priority: 5 });
    const second = await bench.queued({}, { priority: 1 });
    const third = await bench.queued({}, { priority: 1 });
    const fourth = await bench.queued({}, { priority: -5 });
    await bench.sql(`INSERT INTO queue_item (id, queue_id, priority, rank) SELECT $1, queue_id, priority, rank + 1 FROM queue_item WHERE task_id = $2`, [uuidv7(), second]);
    const runner = await bench.runner('r');
    expect(await tasksOf(runner, 10)).toEqual([first, second]);
    expect(await tasksOf(runner, 10)).toEqual([]);
    await bench.sql('DELETE FROM queue_item WHERE task_id IS NULL');
    expect(await tasksOf(runner, 10)).toEqual([third, fourth]);
  });

  test('passes over what must wait, and comes back to it', async () => {
    const [early, late] = [await bench.queued(), await bench.queued()];
    await bench.sql(`UPDATE queue_item SET not_before = now() + interval '1 hour' WHERE task_id = $1`, [early]);
    const runner = await bench.runner('r');
    expect(await tasksOf(runner, 10)).toEqual([late]);
    await bench.sql(`UPDATE queue_item SET not_before = now() - interval '1 second' WHERE task_id = $1`, [early]);
    expect(await tasksOf(runner, 10)).toEqual([early]);
  });

  test('passes over kinds that the runner does not take', async () => {
    const [graph, command] = [await bench.queued(), await bench.queued()];
    await bench.sql(`UPDATE queue_item SET spec_kind = 'graph' WHERE task_id = $1`, [graph]);
    expect(await tasksOf(await bench.runner('commands'), 10)).toEqual([command]);
    expect(await tasksOf(await bench.runner('graphs', { kinds: ['graph', 'steps'] }), 10)).toEqual([graph]);
  });

  test('a queue that does not accept commands refuses them', async () => {
    const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'graphs', accepts: ['graph', 'graph', 'steps'] }));
    const taskId = await bench.task();
    expect(await enqueueTask(bench.engine, bench.as(), { taskId, queueId })).toMatchObject({ result: 'REFUSED', code: 'KIND_NOT_ACCEPTED' });
    expect(await bench.one('SELECT accepts FROM queue WHERE id = $1', [queueId])).toEqual({ accepts: ['graph', 'steps'] });
  });
});

describe('pause, resume and drain', () => {
  test('a paused queue hands out nothing and still accepts; resumed it hands out in the old order', async () => {
    const queueId = bench.defaultQueue;
    const first = await bench.queued();
    const outcome = await pauseQueue(bench.engine, bench.as(), { queueId });
    expect(outcome).toMatchObject({ result: 'ACCEPTED', subjectId: queueId });
    expect(await pauseQueue(bench.engine, bench.as(), { queueId })).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO' });
    const second = await bench.queued();
    const runner = await bench.runner('r');
    expect(await runner.claim(10)).toEqual([]);
    acceptedId(await resumeQueue(bench.engine, bench.as(), { queueId }));
    expect(await tasksOf(runner, 10)).toEqual([first, second]);
    expect(await bench.kinds(queueId)).toEqual(['queue.created', 'queue.state', 'queue.state']);
    await expectContent(bench);
  });

  test('what runs goes on while its queue is paused', async () => {
    const taskId = await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    acceptedId(await pauseQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
    expect(await runner.beat([attempt])).toEqual({ orders: [], controls: [], lost: [] });
    await runner.finish(attempt);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed' });
  });

  test('a draining queue hands out what it holds, takes back what failed or was lost, and nothing new', async () => {
    const kept = await bench.queued({ retry: { maxRetries: 1, backoffSeconds: 0 } });
    const ended = await bench.queued();
    const runner = await bench.runner('r');
    const [first, second] = await runner.claim(2);
    await runner.finish(second!, EXIT_1);
    acceptedId(await drainQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
    const taskId = await bench.task();
    expect(await enqueueTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'REFUSED', code: 'QUEUE_CLOSED' });
    expect(await retryTask(bench.engine, bench.as(), { taskId: ended })).toMatchObject({ result: 'REFUSED', code: 'QUEUE_CLOSED' });
    await runner.finish(first!, EXIT_1);
    expect(await tasksOf(runner, 10)).toEqual([kept]);
    acceptedId(await resumeQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
    acceptedId(await enqueueTask(bench.engine, bench.as(), { taskId }));
    await expectContent(bench);
  });

  test('after pauseQueue has answered nothing starts: thirty times against eight runners that claim without pause', async () => {
    const queueId = bench.defaultQueue;
    const runners = await Promise.all(Array.from({ length: 8 }, (_, i) => bench.runner(`r${i}`)));
    await bench.warm();
    const definition = { tasks: Array.from({ length: 40 }, (_, i) => ({ node: `n${i}`, spec: SPEC })) };
    let claims = 0;
    // Enough that the first pause still finds something, however long it waits on a busy machine.
    for (let spare = 0; spare < 5; spare++) acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true }));
    for (let round = 0; round < 30; round++) {
      acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true }));
      let claiming = true;
      const claimers = Promise.all(runners.map(async (runner) => {
        while (claiming) {
          const { length } = await runner.claim(1);
          claims += length;
        }
      }));
      try {
        const before = claims;
        while (claims - before < 4) await Promise.race([new Promise(setImmediate), claimers]);
        const outcome = await pauseQueue(bench.engine, bench.as(), { queueId });
        // To the millisecond, as the times of attempts are kept.
        const { answered } = await bench.one<{ answered: string }>('SELECT clock_timestamp()::timestamptz(3)::text AS answered');
        const handedOut = (await bench.one<{ n: number }>('SELECT count(*)::int AS n FROM attempt')).n;
        expect(await bench.one('SELECT count(*) > 0 AS more FROM queue_item'), `round ${round}: ${claims - before} claims before the pause have left nothing that could start after it`).toEqual({ more: true });
        // Every runner asks again at least twice after the answer.
        for (const runner of [...runners, ...runners]) expect(await runner.claim(1), `round ${round}`).toEqual([]);
        claiming = false;
        await claimers;
        const late = await bench.sql('SELECT id, claimed_at, started_at FROM attempt WHERE claimed_at > $1::timestamptz OR started_at > $1::timestamptz', [answered]);
        expect(late, `round ${round}: the pause had answered by ${answered}`).toEqual([]);
        expect(await bench.sql(`SELECT seq FROM event WHERE kind = 'task.started' AND seq > $1`, [outcome.seq]), `round ${round}`).toEqual([]);
        expect((await bench.one<{ n: number }>('SELECT count(*)::int AS n FROM attempt')).n, `round ${round}`).toBe(handedOut);
      } finally {
        // Whatever failed is told alone: nobody claims from a database that is being dropped.
        claiming = false;
        await claimers.catch(() => undefined);
      }
      acceptedId(await resumeQueue(bench.engine, bench.as(), { queueId }));
    }
    expect(claims).toBeGreaterThanOrEqual(30 * 4);
    await expectContent(bench);
  }, 60_000);

  test('names of queues are unique, and a queue that does not exist is not found', async () => {
    acceptedId(await createQueue(bench.engine, bench.as(), { name: 'gpu/a-1_x.y', displayName: 'GPU', accepts: ['command'] }));
    await expect(createQueue(bench.engine, bench.as(), { name: 'gpu/a-1_x.y', accepts: ['command'] })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', path: ['name'] });
    for (const command of [pauseQueue, resumeQueue, drainQueue]) await expect(command(bench.engine, bench.as(), { queueId: uuidv7() })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['queueId'] });
  });
});
