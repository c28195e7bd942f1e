// What graphs leave: results of the attempt that holds the task, files that it stored itself, both for their time; and what runs again.
import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiContext } from '../../src/api/graphql/context.ts';
import { SHOWN_JSON, valueViews } from '../../src/api/graphql/graph/value/value-view.ts';
import { makeLoaders } from '../../src/api/graphql/loader/loaders.loader.ts';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import type { GraphValue } from '../../src/domain/graph/graph-value.ts';
import { readAttemptFile, storeAttemptFile } from '../../src/engine/deployment/attempt-file.service.ts';
import { openFile } from '../../src/engine/file/readable-file.ts';
import { collectFiles } from '../../src/engine/file/collect-files.ts';
import { graphFile } from '../../src/engine/read/graph-file.read.ts';
import { graphOutcome } from '../../src/engine/read/graph-outcome.read.ts';
import { retain } from '../../src/engine/retention.ts';
import { collectTasks } from '../../src/engine/retention/collect-tasks.ts';
import { cloneRun, enqueueRun } from '../../src/engine/run/end-run.service.ts';
import { cloneTask } from '../../src/engine/task/clone-task.service.ts';
import { deleteTask } from '../../src/engine/task/delete-task.service.ts';
import { resetTask } from '../../src/engine/task/reset-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { gathered, pieces } from '../blobs/blob-ground.ts';
import { RUNNER_ACTOR } from '../engine/bench-runner.ts';
import { acceptedId, expectContent } from '../engine/engine-bench.ts';
import { DATA, DeploymentGround, imageOf } from './deployment-ground.ts';

let ground: DeploymentGround;
let deploymentId: string;
let runId: string;
let attempt: ClaimedAttempt;
beforeAll(async () => {
  ground = await DeploymentGround.open();
  deploymentId = await ground.deploy({ name: 'first', resultTtlSeconds: 100 });
});
beforeEach(async () => {
  while ((await ground.runner.claim(1)).length > 0);
  runId = await ground.runOf('first', { inputs: [{ image: imageOf(70_000) }] });
  attempt = await ground.runner.take();
});
afterAll(async () => {
  await expectContent(ground.bench);
  await ground[Symbol.asyncDispose]();
});

const of = (extra: object = {}) => ({ session: ground.runner.session, attemptId: attempt.attemptId, epoch: attempt.epoch, ...extra });
const outcome = (id = runId) => graphOutcome(ground.engine, ground.bench.local, { runId: id, deploymentId });
const left = (text: string): Promise<{ id: string; sha256: string; size: number }> => storeAttemptFile(ground.engine, RUNNER_ACTOR, { ...of(), contentType: 'image/png', bytes: pieces(text) });

function inputId(): string {
  const body = attempt.spec.kind === 'graph' ? attempt.spec.inputs[0]!.body : { inline: '' };
  return 'file' in body ? body.file : '';
}

async function lifeOf(fileId: string): Promise<number> {
  return (await ground.bench.one<{ left: number }>('SELECT extract(epoch FROM expires_at - now())::int AS left FROM file WHERE id = $1', [fileId])).left;
}

async function taskId(id = runId): Promise<string> {
  return (await ground.bench.one<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [id])).id;
}

describe('files of an attempt', () => {
  test('are those that its spec names, and no others; after its end none', async () => {
    const file = await readAttemptFile(ground.engine, RUNNER_ACTOR, { ...of(), id: inputId() });
    await using blob = await openFile(ground.engine, file);
    expect(Buffer.from(await gathered(blob.bytes(0, blob.size - 1))).equals(Buffer.alloc(70_000, 1))).toBe(true);
    const other = await left('other');
    await expect(readAttemptFile(ground.engine, RUNNER_ACTOR, { ...of(), id: other.id })).rejects.toMatchObject({ code: 'INVALID', path: ['id'] });
    await expect(readAttemptFile(ground.engine, RUNNER_ACTOR, { ...of({ epoch: attempt.epoch + 1 }), id: inputId() })).rejects.toMatchObject({ code: 'INVALID', path: ['attemptId'] });
    await expect(readAttemptFile(ground.engine, ground.bench.as('operator').actor, { ...of(), id: inputId() })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await ground.runner.report(ground.resultOf(attempt, [DATA]));
    await expect(readAttemptFile(ground.engine, RUNNER_ACTOR, { ...of(), id: inputId() })).rejects.toMatchObject({ code: 'INVALID', path: ['attemptId'] });
    await expect(left('late')).rejects.toMatchObject({ code: 'INVALID', path: ['attemptId'] });
  });

  test('that an attempt leaves go soon unless a result names them; then they stay a little longer than it', async () => {
    const [named, forgotten] = [await left('a picture'), await left('a picture')];
    expect(forgotten.id).not.toBe(named.id);
    expect(await lifeOf(named.id)).toBeGreaterThan(3_600);
    await ground.runner.report(ground.resultOf(attempt, [{ type: 'image', body: { file: named.id, sha256: named.sha256, size: named.size }, isTemporary: true }]));
    expect(await lifeOf(named.id)).toBeLessThanOrEqual(400);
    expect(await lifeOf(forgotten.id)).toBeGreaterThan(3_600);
    expect((await outcome())?.values).toEqual([{ type: 'image', body: { file: named.id, sha256: named.sha256, size: named.size }, isTemporary: true }]);
    expect(await graphFile(ground.engine, ground.bench.local, named.id)).toMatchObject({ store: 'ARTIFACT', size: 9 });
  });
});

describe('a result', () => {
  test('is refused as a whole for files of others and for what is no value, and nothing of the report counts', async () => {
    const file = await left('mine');
    const bodyOf = (body: object): GraphValue => ({ type: 'image', body: body as never });
    for (const body of [{ file: inputId(), sha256: file.sha256, size: 70_000 }, { file: file.id, sha256: file.sha256, size: 5 }, { file: 'x', sha256: file.sha256, size: 4 }, { inline: '*' }, {}]) {
      await expect(ground.runner.report(ground.resultOf(attempt, [bodyOf(body)]))).rejects.toMatchObject({ code: 'INVALID' });
      ground.runner.n -= 2;
    }
    expect(await outcome()).toMatchObject({ state: 'STARTED', values: null });
    expect(await ground.runner.report(ground.resultOf(attempt, [DATA]))).toMatchObject({ stale: [] });
    expect(await outcome()).toMatchObject({ state: 'SUCCESS', values: [DATA] });
  });

  test('reported again changes nothing, and that of an attempt that lost its task does not count', async () => {
    const items = ground.resultOf(attempt, [DATA]);
    await ground.runner.report(items);
    expect(await ground.runner.report(items)).toEqual({ upTo: ground.runner.n, stale: [] });
    acceptedId(await retryTask(ground.engine, ground.bench.as(), { taskId: await taskId(), from: 'START' }));
    expect(await outcome()).toMatchObject({ state: 'PENDING', values: null });
    const other: GraphValue = { type: 'DATA_DICT', body: { inline: '{"light":1}' } };
    expect(await ground.runner.report(ground.resultOf(attempt, [other]))).toMatchObject({ stale: [attempt.attemptId] });
    await ground.finish([other]);
    expect(await outcome()).toMatchObject({ state: 'SUCCESS', values: [other] });
  });

  test('is over when its time is, whether it has been forgotten yet or not, and says so', async () => {
    const { id, sha256, size } = await left('a picture of the past');
    await ground.runner.report(ground.resultOf(attempt, [{ type: 'image', body: { file: id, sha256, size } }]));
    await ground.bench.sql(`UPDATE graph_result SET expires_at = now() - interval '1 second' WHERE task_id = $1`, [await taskId()]);
    const told = { state: 'SUCCESS', values: null, expiredAt: expect.any(Date) as Date };
    expect(await outcome()).toMatchObject(told);
    await retain(ground.engine);
    expect(await ground.bench.one('SELECT values FROM graph_result WHERE task_id = $1', [await taskId()])).toEqual({ values: null });
    await ground.bench.sql(`UPDATE file SET expires_at = now() WHERE id = $1`, [id]);
    await collectFiles(ground.engine);
    expect(await outcome()).toMatchObject(told);
    expect(await ground.bench.sql('SELECT 1 FROM file WHERE id = $1', [id])).toEqual([]);
  });

  test('of JSON in files is shown up to a bound for the whole of an operation, however many runs it lists', async () => {
    const { id, sha256, size } = await left(JSON.stringify({ text: 'x'.repeat(900_000) }));
    const value: GraphValue = { type: 'DATA_DICT', body: { file: id, sha256, size } };
    const operation = () => ({ engine: ground.engine, loaders: makeLoaders(ground.engine.db, ground.bench.local) }) as unknown as ApiContext;
    const shown = async (ctx: ApiContext, n: number): Promise<number> => (await valueViews(ctx, Array.from({ length: n }, () => value))).filter(({ shownAs }) => shownAs === 'DictValue').length;
    const ctx = operation();
    expect(SHOWN_JSON.all / size).toBeLessThan(5);
    expect((await Promise.all([shown(ctx, 3), shown(ctx, 3)])).reduce((sum, n) => sum + n)).toBe(4);
    expect(await shown(operation(), 1)).toBe(1);
  });

  test('goes with its task', async () => {
    await ground.runner.report(ground.resultOf(attempt, [DATA]));
    const id = await taskId();
    acceptedId(await deleteTask(ground.engine, ground.bench.as(), { taskId: id }));
    expect(await outcome()).toBeNull();
    await collectTasks(ground.engine, 0);
    expect(await ground.bench.sql('SELECT 1 FROM graph_result WHERE task_id = $1', [id])).toEqual([]);
  });
});

describe('a graph once more', () => {
  test('retried, reset and cloned it is given what it was given', async () => {
    const { spec } = attempt;
    const id = await taskId();
    const fail = ({ attemptId, epoch }: ClaimedAttempt) => ground.runner.report([{ n: ++ground.runner.n, type: 'finish', end: { by: 'FAILED', message: 'too dark' }, attemptId, epoch }]);
    await fail(attempt);
    acceptedId(await retryTask(ground.engine, ground.bench.as(), { taskId: id }));
    const retried = await ground.runner.take();
    expect(retried).toMatchObject({ taskId: id, spec });
    await fail(retried);
    acceptedId(await resetTask(ground.engine, ground.bench.as(), { taskId: id }));
    acceptedId(await enqueueRun(ground.engine, ground.bench.as(), { runId }));
    expect(await ground.runner.take()).toMatchObject({ taskId: id, spec, generation: 2 });
    const cloned = acceptedId(await cloneRun(ground.engine, ground.bench.as(), { runId, enqueue: true }));
    expect(await outcome(cloned)).toMatchObject({ state: 'PENDING' });
    expect(await ground.runner.take()).toMatchObject({ runId: cloned, spec });
    const copy = acceptedId(await cloneTask(ground.engine, ground.bench.as(), { taskId: id }));
    expect(await ground.bench.one('SELECT spec FROM task WHERE id = $1', [copy])).toEqual({ spec });
  });

  test('of its task alone it belongs to the deployment still, in another project to none', async () => {
    const copied = async (input: object): Promise<string> => {
      const copy = acceptedId(await cloneTask(ground.engine, ground.bench.as(), { taskId: await taskId(), ...input }));
      return (await ground.bench.one<{ run_id: string }>('SELECT run_id FROM task WHERE id = $1', [copy])).run_id;
    };
    const queueId = (await ground.bench.one<{ id: string }>(`SELECT id FROM queue WHERE name = 'graph'`)).id;
    const here = await copied({ queueId });
    expect(await ground.runner.take()).toMatchObject({ runId: here, spec: attempt.spec });
    expect(await outcome(here)).toMatchObject({ state: 'STARTED' });
    const elsewhere = await copied({ projectPath: '/elsewhere' });
    expect(await ground.bench.one('SELECT deployment_id FROM run WHERE id = $1', [elsewhere])).toEqual({ deployment_id: null });
    expect(await outcome(elsewhere)).toBeNull();
  });
});
