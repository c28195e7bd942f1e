// Runs: a definition is activated, its tasks follow their needs, its status is the fold of theirs.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRun, type CreateRunInput } from '../../src/engine/run/create-run.service.ts';
import { abortRun, cloneRun, enqueueRun } from '../../src/engine/run/end-run.service.ts';
import { saveWorkflow } from '../../src/engine/run/workflow.service.ts';
import { createQueue, drainQueue } from '../../src/engine/queue/queue.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { EXIT_0, EXIT_1, type BenchRunner } from './bench-runner.ts';
import { EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;
let runner: BenchRunner;

beforeEach(async () => {
  bench = await EngineBench.open();
  runner = await bench.runner('r');
});
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

const node = (name: string, ...needs: string[]) => ({ node: name, spec: SPEC, needs });
const LINE = { tasks: [node('a'), node('b', 'a'), node('c', 'b')] };
const DIAMOND = { tasks: [node('top'), node('left', 'top'), node('right', 'top'), node('bottom', 'left', 'right')] };

async function start(definition: unknown, more: Partial<CreateRunInput> = {}): Promise<string> {
  return acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true, ...more }));
}

async function runStatus(runId: string): Promise<string> {
  return (await bench.one<{ status: string }>('SELECT status FROM run WHERE id = $1', [runId])).status;
}

async function statuses(runId: string): Promise<Record<string, string>> {
  const rows = await bench.sql<{ node: string; status: string }>('SELECT node, status FROM task WHERE run_id = $1', [runId]);
  return Object.fromEntries(rows.map((row) => [row.node, row.status]));
}

async function taskOf(runId: string, name: string): Promise<string> {
  return (await bench.one<{ id: string }>('SELECT id FROM task WHERE run_id = $1 AND node = $2', [runId, name])).id;
}

/** Runs what is ready, one claim after the other, and gives back the nodes in the order in which they ran. */
async function runAll(failing: readonly string[] = []): Promise<string[]> {
  const ran: string[] = [];
  for (let [attempt] = await runner.claim(); attempt; [attempt] = await runner.claim()) {
    ran.push(attempt.node!);
    await runner.finish(attempt, failing.includes(attempt.node!) ? EXIT_1 : EXIT_0);
  }
  return ran;
}

describe('a run follows its definition', () => {
  test('three tasks in a line run one after the other, and the run succeeds', async () => {
    const runId = await start(LINE);
    expect(await statuses(runId)).toEqual({ a: 'queued', b: 'created', c: 'created' });
    expect(await runStatus(runId)).toBe('WAITING');
    const attempt = await runner.take();
    expect(await runStatus(runId)).toBe('RUNNING');
    expect(await runner.claim(10)).toEqual([]);
    await runner.finish(attempt);
    expect(await runAll()).toEqual(['b', 'c']);
    expect(await runStatus(runId)).toBe('SUCCEEDED');
    expect(await bench.kinds(runId)).toEqual(['run.created', 'run.status', 'run.status']);
    expect(await bench.one('SELECT started_at IS NOT NULL AND ended_at >= started_at AS timed FROM run')).toEqual({ timed: true });
  });

  test('in a diamond both sides run at the same time, and the bottom waits for both, whichever ends first', async () => {
    await start(DIAMOND);
    await runner.finish(await runner.take());
    const sides = await runner.claim(10);
    expect(sides.map((one) => one.node).sort()).toEqual(['left', 'right']);
    await runner.finish(sides[1]!);
    expect(await runner.claim(10)).toEqual([]);
    await runner.finish(sides[0]!);
    expect(await runAll()).toEqual(['bottom']);
  });

  test('both sides of a diamond may end in the same instant: the bottom is enqueued once', async () => {
    await bench.warm();
    for (let round = 0; round < 10; round++) {
      const runId = await start(DIAMOND);
      const other = await bench.runner(`other ${round}`);
      await runner.finish(await runner.take());
      const [left, right] = [await runner.take(), await other.take()];
      await Promise.all([runner.finish(left), other.finish(right)]);
      expect(await runAll()).toEqual(['bottom']);
      expect(await runStatus(runId)).toBe('SUCCEEDED');
    }
  });

  test('a failure blocks what needs it and nothing else, and the run has failed when the rest is through', async () => {
    const runId = await start({ tasks: [node('a'), node('b', 'a'), node('c', 'b'), node('free')] });
    expect(await runAll(['a'])).toEqual(['a', 'free']);
    expect(await statuses(runId)).toEqual({ a: 'failed', b: 'created', c: 'created', free: 'completed' });
    expect(await runStatus(runId)).toBe('FAILED');
    expect(await enqueueTask(bench.engine, bench.as(), { taskId: await taskOf(runId, 'b') })).toMatchObject({ result: 'REFUSED', code: 'BLOCKED' });
  });

  test('a retry of the failed task unblocks what needs it; what had completed does not run again', async () => {
    const runId = await start(DIAMOND);
    expect(await runAll(['left'])).toEqual(['top', 'left', 'right']);
    expect(await runStatus(runId)).toBe('FAILED');
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: await taskOf(runId, 'left') }));
    expect(await runStatus(runId)).toBe('RUNNING');
    expect(await runAll()).toEqual(['left', 'bottom']);
    expect(await runStatus(runId)).toBe('SUCCEEDED');
  });

  test('an automatic retry keeps the run going without it having failed in between', async () => {
    const runId = await start({ tasks: [{ ...node('a'), retry: { maxRetries: 1, backoffSeconds: 0 } }, node('b', 'a')] });
    await runner.finish(await runner.take(), EXIT_1);
    expect(await runAll()).toEqual(['a', 'b']);
    expect(await runStatus(runId)).toBe('SUCCEEDED');
    expect(await bench.sql(`SELECT 1 FROM event WHERE subject_id = $1 AND data->>'status' = 'FAILED'`, [runId])).toEqual([]);
  });

  test('tasks that become ready together wait in the order of the definition', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `n${i}`);
    await start({ tasks: names.map((name) => node(name)) });
    expect(await runAll()).toEqual(names);
  });

  test('each task enters the queue that it names, with the priority of the run', async () => {
    const gpu = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'gpu', accepts: ['command'] }));
    const own = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'own', accepts: ['command'] }));
    await start({ tasks: [{ ...node('a'), queue: 'gpu' }, node('b')] }, { queueId: own, priority: 5, name: 'named', inputs: { x: [1] } });
    expect(await bench.sql('SELECT t.node, i.queue_id, i.priority FROM queue_item i JOIN task t ON t.id = i.task_id ORDER BY t.node')).toEqual([
      { node: 'a', queue_id: gpu, priority: 5 }, { node: 'b', queue_id: own, priority: 5 },
    ]);
    expect(await bench.one('SELECT name, inputs FROM run')).toEqual({ name: 'named', inputs: { x: [1] } });
  });

  test('a definition with a queue that does not exist, does not take the task or drains stores nothing', async () => {
    const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'draining', accepts: ['command'] }));
    acceptedId(await createQueue(bench.engine, bench.as(), { name: 'graphs', accepts: ['graph'] }));
    acceptedId(await drainQueue(bench.engine, bench.as(), { queueId }));
    await expect(start({ tasks: [node('a'), { ...node('b'), queue: 'nowhere' }] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const queue of ['draining', 'graphs']) {
      await expect(start({ tasks: [node('a'), { ...node('b'), queue }] })).rejects.toMatchObject({ code: 'INVALID', path: ['definition', 'tasks', '1', 'queue'] });
    }
    expect(await bench.sql('SELECT 1 FROM run UNION ALL SELECT 1 FROM task')).toEqual([]);
  });
});

describe('runs that wait for a person', () => {
  test('a run that was not enqueued starts nothing until it is, and then follows its definition', async () => {
    const runId = await start(LINE, { enqueue: false });
    expect(await runner.claim(10)).toEqual([]);
    acceptedId(await enqueueRun(bench.engine, bench.as(), { runId }));
    expect(await enqueueRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'NOOP', code: 'ALREADY_QUEUED' });
    expect(await runAll()).toEqual(['a', 'b', 'c']);
  });

  test('a single task of a waiting run can be enqueued alone; the next one waits', async () => {
    const runId = await start(LINE, { enqueue: false });
    acceptedId(await enqueueTask(bench.engine, bench.as(), { taskId: await taskOf(runId, 'a') }));
    expect(await runAll()).toEqual(['a']);
    expect(await statuses(runId)).toEqual({ a: 'completed', b: 'created', c: 'created' });
    expect(await runStatus(runId)).toBe('RUNNING');
  });

  test('a task that a person takes out of its queue stays out, also when the next task of its run ends, until the run is enqueued again', async () => {
    const runId = await start({ tasks: [node('a'), node('b')] });
    const attempt = await runner.take();
    const left = attempt.node === 'a' ? 'b' : 'a';
    acceptedId(await dequeueTask(bench.engine, bench.as(), { taskId: await taskOf(runId, left) }));
    await runner.finish(attempt);
    expect(await runner.claim(10)).toEqual([]);
    acceptedId(await enqueueRun(bench.engine, bench.as(), { runId }));
    expect(await runAll()).toEqual([left]);
    expect(await runStatus(runId)).toBe('SUCCEEDED');
  });
});

describe('abortRun', () => {
  test('in a run that was not enqueued everything stops', async () => {
    const runId = await start(LINE, { enqueue: false });
    acceptedId(await abortRun(bench.engine, bench.as(), { runId, reason: 'no' }));
    expect(await statuses(runId)).toEqual({ a: 'stopped', b: 'stopped', c: 'stopped' });
    expect(await runStatus(runId)).toBe('STOPPED');
    expect(await enqueueRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'REFUSED', code: 'RUN_ENDED' });
    expect(await abortRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'NOOP', code: 'ALREADY_ENDED' });
  });

  test('what waits stops at once, what runs is told to, and the run has stopped when it has', async () => {
    const runId = await start(DIAMOND);
    await runner.finish(await runner.take());
    const attempt = await runner.take();
    acceptedId(await abortRun(bench.engine, bench.as(), { runId }));
    const ran = attempt.node!;
    expect(await statuses(runId)).toEqual({ top: 'completed', left: 'stopped', right: 'stopped', bottom: 'stopped', [ran]: 'in_progress' });
    expect(await runStatus(runId)).toBe('RUNNING');
    expect((await runner.beat([attempt])).orders).toMatchObject([{ order: { verb: 'ABORT' } }]);
    await runner.finish(attempt, { by: 'ORDER', verb: 'ABORT', exitCode: null, signal: 'SIGTERM' });
    expect(await runStatus(runId)).toBe('STOPPED');
    expect(await runner.claim(10)).toEqual([]);
  });

  test('a task that completes after the abort starts nothing that needs it', async () => {
    const runId = await start(LINE);
    const attempt = await runner.take();
    acceptedId(await abortRun(bench.engine, bench.as(), { runId }));
    await runner.finish(attempt);
    expect(await statuses(runId)).toEqual({ a: 'completed', b: 'stopped', c: 'stopped' });
    expect(await runner.claim(10)).toEqual([]);
    expect(await retryTask(bench.engine, bench.as(), { taskId: attempt.taskId })).toMatchObject({ result: 'REFUSED', code: 'RUN_ENDED' });
  });

  test('a run that has succeeded or failed has nothing to abort', async () => {
    for (const failing of [[], ['b']]) {
      const runId = await start(LINE);
      await runAll(failing);
      expect(await abortRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'NOOP', code: 'ALREADY_ENDED' });
    }
  });

  test('while claims and ends go on at the same time, an abort leaves nothing that still starts', async () => {
    await bench.warm();
    for (let round = 0; round < 15; round++) {
      const runId = await start({ tasks: Array.from({ length: 6 }, (_, i) => [node(`a${i}`), node(`b${i}`, `a${i}`)]).flat() });
      const runners = await Promise.all([0, 1, 2].map((i) => bench.runner(`round ${round} runner ${i}`)));
      const working = runners.map(async (one) => {
        for (let [attempt] = await one.claim(); attempt; [attempt] = await one.claim()) await one.finish(attempt);
      });
      await Promise.all([abortRun(bench.engine, bench.as(), { runId }), ...working]);
      expect(await runner.claim(10)).toEqual([]);
      expect(new Set(Object.values(await statuses(runId)))).not.toContain('queued');
      expect(['STOPPED', 'SUCCEEDED']).toContain(await runStatus(runId));
    }
  });
});

describe('clones and workflows', () => {
  test('a clone runs the definition that the original kept, also when the workflow has changed since', async () => {
    const workflowId = acceptedId(await saveWorkflow(bench.engine, bench.as(), { name: 'w', definition: LINE }));
    const runId = acceptedId(await createRun(bench.engine, bench.as(), { workflowId, enqueue: true, priority: 3, inputs: { k: 'v' } }));
    await runAll();
    acceptedId(await saveWorkflow(bench.engine, bench.as(), { name: 'w', definition: DIAMOND }));
    const cloneId = acceptedId(await cloneRun(bench.engine, bench.as(), { runId, name: 'second', enqueue: true }));
    expect(await bench.one('SELECT name, workflow_n, priority, inputs, cloned_from FROM run WHERE id = $1', [cloneId])).toEqual({ name: 'second', workflow_n: 1, priority: 3, inputs: { k: 'v' }, cloned_from: runId });
    expect(await runAll()).toEqual(['a', 'b', 'c']);
  });

  test('versions of a workflow count up from one, never change, and the same definition makes none', async () => {
    const workflowId = acceptedId(await saveWorkflow(bench.engine, bench.as(), { name: 'w', definition: LINE, description: 'first' }));
    expect(await saveWorkflow(bench.engine, bench.as(), { name: 'w', definition: structuredClone(LINE) })).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO', subjectId: workflowId });
    expect(acceptedId(await saveWorkflow(bench.engine, bench.as(), { name: 'w', definition: DIAMOND }))).toBe(workflowId);
    expect(await bench.sql('SELECT n, jsonb_array_length(body->\'tasks\') AS tasks FROM workflow_version ORDER BY n')).toEqual([{ n: 1, tasks: 3 }, { n: 2, tasks: 4 }]);
    await start(undefined, { workflowId, version: 1 });
    expect(await runAll()).toEqual(['a', 'b', 'c']);
    for (const version of [0, 3, -1, 1.5, 2 ** 31, 2 ** 60]) await expect(start(undefined, { workflowId, version })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['version'] });
  });

  test('eight people who save at once make eight versions, or one when they save the same', async () => {
    await bench.warm();
    const save = (definition: unknown) => saveWorkflow(bench.engine, bench.as(), { name: 'w', definition });
    await Promise.all(Array.from({ length: 8 }, (_, i) => save({ tasks: [node(`n${i}`)] })));
    expect(await bench.one('SELECT latest, (SELECT count(*)::int FROM workflow_version) AS versions FROM workflow')).toEqual({ latest: 8, versions: 8 });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => save(DIAMOND)));
    expect(outcomes.filter((outcome) => outcome.result === 'ACCEPTED')).toHaveLength(1);
  });

  test('a run wants either a workflow or a definition, and what it names must exist', async () => {
    await expect(start(undefined)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(start(LINE, { workflowId: uuidv7() })).rejects.toMatchObject({ code: 'INVALID' });
    await expect(start(undefined, { workflowId: uuidv7() })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['workflowId'] });
    await expect(start(LINE, { queueId: uuidv7() })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['queueId'] });
    for (const command of [abortRun, enqueueRun]) await expect(command(bench.engine, bench.as(), { runId: uuidv7() })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['runId'] });
    await expect(cloneRun(bench.engine, bench.as(), { runId: uuidv7(), enqueue: false })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['runId'] });
  });

  test('an aborted task of a run dooms what needs it and leaves the rest alone', async () => {
    const runId = await start({ tasks: [node('a'), node('b', 'a'), node('free')] });
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId: await taskOf(runId, 'a') }));
    expect(await runAll()).toEqual(['free']);
    expect(await runStatus(runId)).toBe('STOPPED');
  });
});
