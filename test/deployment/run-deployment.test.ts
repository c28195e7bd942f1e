// Calling deployments: one complete graph in its queue for each call, whatever comes in between.
import 'reflect-metadata';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiContext } from '../../src/api/graphql/context.ts';
import { RunDeploymentResolver } from '../../src/api/graphql/deployment/run/run-deployment.resolver.ts';
import { type Loaders, makeLoaders } from '../../src/api/graphql/loader/loaders.loader.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { lockKeyHash } from '../../src/engine/access/lock-key.ts';
import { acquireLock } from '../../src/engine/access/lock.service.ts';
import { deleteDeployment } from '../../src/engine/deployment/delete-deployment.service.ts';
import { runDeployment } from '../../src/engine/deployment/run-deployment.service.ts';
import { keepInputs, removeInputs } from '../../src/engine/deployment/input/input-files.ts';
import { updateDeployment } from '../../src/engine/deployment/update-deployment.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { deleteQueue } from '../../src/engine/queue/empty-queue.service.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { deploymentNamed } from '../../src/engine/read/deployment.read.ts';
import { graphOutcome } from '../../src/engine/read/graph-outcome.read.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { inTransaction } from '../../src/engine/work.ts';
import { confirmServed } from '../../src/store/read/deployment/served-deployment.store.ts';
import { isUnconfirmed } from '../../src/store/write/session.store.ts';
import { acceptedId, expectContent } from '../engine/engine-bench.ts';
import { DATA, DeploymentGround, documentOf, imageOf } from './deployment-ground.ts';

let ground: DeploymentGround;
beforeAll(async () => {
  ground = await DeploymentGround.open();
  await ground.deploy({ name: 'first', isDefault: true });
});
afterAll(async () => {
  await expectContent(ground.bench);
  await ground[Symbol.asyncDispose]();
});

async function filesLeft(): Promise<number> {
  return (await ground.bench.sql('SELECT 1 FROM file WHERE deleted_at IS NULL')).length;
}

async function clearLine(): Promise<void> {
  while ((await ground.runner.claim(1)).length > 0);
}

describe('a call', () => {
  test('puts a complete graph into the queue: what goes in, what is wanted, what is set otherwise, what it may take', async () => {
    await ground.deploy({ name: 'whole', timeoutSeconds: 7, memoryMib: 99, resultTtlSeconds: 77 });
    const runId = await ground.runOf('whole', {
      inputs: [{ image: imageOf(3) }], outputs: [{ task_name: 'test_invert' }], parameters: [{ task_name: 'test_invert', parameters: { strength: 9 } }], name: 'mine', priority: 3,
    });
    const spec = await ground.specOf(runId);
    expect(spec).toMatchObject({
      kind: 'graph', deployment: 'whole', inputs: [{ type: 'image', body: { inline: imageOf(3) } }], overrides: [{ node: 0, values: { strength: '9' } }], outputs: [{ node: 0, output: 0, saveTemporary: false }],
      limits: { timeoutSeconds: 7, memoryMib: 99 }, resultTtlSeconds: 77,
    });
    expect(spec.document.tasks.map(({ task_data: { name } }) => name)).toEqual(['test_invert', 'test_measure']);
    expect(await ground.bench.kinds(runId)).toEqual(['run.created']);
    expect(await ground.bench.one('SELECT name, priority, status FROM run WHERE id = $1', [runId])).toEqual({ name: 'mine', priority: 3, status: 'WAITING' });
    expect(await ground.runner.take()).toMatchObject({ runId, taskName: 'mine', spec });
  });

  test('tells everybody of its events once, and the audit who called', async () => {
    const runId = await ground.runOf('first');
    const told = ground.bench.committed.filter((event) => event.runId === runId);
    expect(told).toEqual((await ground.bench.sql<{ seq: string }>('SELECT seq, at, kind, subject_id AS "subjectId", project_id AS "projectId", run_id AS "runId", task_id AS "taskId", queue_id AS "queueId", actor_id AS "actorId", request_id AS "requestId", data FROM event WHERE run_id = $1 ORDER BY seq', [runId])).map((row) => ({ ...row, seq: Number(row.seq) })));
    expect(told.map(({ kind }) => kind)).toEqual(['run.created', 'task.created', 'task.enqueued']);
    expect(await ground.bench.one('SELECT action, target_kind, actor_id, outcome FROM audit_entry WHERE target_id = $1', [runId])).toEqual({ action: 'runDeployment', target_kind: 'RUN', actor_id: ground.bench.local.userId, outcome: 'ACCEPTED' });
    await clearLine();
  });

  test('of forty at once each has its own run, in the order in which they came', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, (_, i) => ground.runOf('first', { name: `call ${i}`, inputs: [{ image: imageOf(i + 1) }] })));
    const claimed = await ground.runner.claim(40);
    expect(claimed.map(({ taskName }) => taskName)).toEqual(Array.from({ length: 40 }, (_, i) => `call ${i}`));
    expect(claimed.map(({ runId }) => runId)).toEqual(ids);
    expect(claimed.map(({ spec }) => (spec.kind === 'graph' && 'inline' in spec.inputs[0]!.body ? spec.inputs[0]!.body.inline : ''))).toEqual(ids.map((_, i) => imageOf(i + 1)));
  });

  test('is refused for what is no call of it, and for a deployment that is not there, and leaves nothing', async () => {
    const before = (await ground.bench.sql('SELECT 1 FROM run')).length;
    const call = (input: object): Promise<unknown> => runDeployment(ground.engine, ground.bench.as('operator'), { deployment: 'first', inputs: [{ image: imageOf(1) }], ...input });
    await expect(call({ inputs: [{ image: imageOf(90_000) }], outputs: [{ task_name: 'nobody' }] })).rejects.toMatchObject({ code: 'INVALID', loc: ['body', 'outputs', 0, 'task_name'] });
    await expect(call({ inputs: [{ image: 'AAA' }] })).rejects.toMatchObject({ loc: ['body', 'inputs', 0, 'image'] });
    await expect(call({ inputs: [{ image: 'AA*A' }] })).rejects.toMatchObject({ loc: ['body', 'inputs', 0, 'image'] });
    await expect(call({ inputs: [{ image: imageOf(1_200_000) }] })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await expect(call({ parameters: [{ task_name: 'test_invert', parameters: { strength: '101' } }] })).rejects.toMatchObject({ code: 'INVALID' });
    await expect(call({ inputs: [{ storage_object: { url: `http://x/v1/objects/?uid=${uuidv7()}`, data_type: 'image' } }] })).rejects.toMatchObject({ loc: ['body', 'inputs', 0, 'storage_object', 'url'] });
    for (const deployment of ['nobody', 'Not/A name', '\0']) await expect(call({ deployment })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['deployment'] });
    await expect(runDeployment(ground.engine, ground.bench.as('viewer'), { deployment: 'first', inputs: [] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect([(await ground.bench.sql('SELECT 1 FROM run')).length, await filesLeft()]).toEqual([before, 0]);
  });

  test('keeps small inputs with the run and makes files of large ones, which go with a refused call and by themselves', async () => {
    const runId = await ground.runOf('first', { inputs: [{ image: imageOf(90_000, 7) }] });
    const body = (await ground.specOf(runId)).inputs[0]!.body as { file: string; sha256: string; size: number };
    expect(body).toMatchObject({ size: 90_000 });
    const file = await ground.bench.one<{ store: string; left: number }>(`SELECT store, extract(epoch FROM expires_at - now())::int AS left FROM file WHERE id = $1`, [body.file]);
    expect(file).toMatchObject({ store: 'IKOMIA' });
    expect(file.left).toBeGreaterThan(86_400);
    const again = await ground.runOf('first', { inputs: undefined, values: [{ type: 'image', body: { file: body.file, sha256: 'x', size: 1 } }] });
    expect((await ground.specOf(again)).inputs).toEqual([{ type: 'image', body }]);
    await clearLine();
  });

  test('once for a request id: the same call has the same run, with other inputs it is a conflict, and no file is left twice', async () => {
    const as = ground.bench.as('operator', 'once');
    const before = await filesLeft();
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => ground.runOf('first', { inputs: [{ image: imageOf(90_000, 3) }] }, as)));
    expect(others).toEqual([first, first]);
    expect(await filesLeft()).toBe(before + 1);
    await expect(ground.runOf('first', { inputs: [{ image: imageOf(90_000, 4) }] }, as)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await filesLeft()).toBe(before + 1);
    await clearLine();
  });
});

describe('a picture that comes with a call of GraphQL', () => {
  const upload = { filename: 'a.png', mimetype: 'image/png', encoding: '7bit', createReadStream: () => Readable.from([Buffer.alloc(90_000, 9)]) };
  const context = (loaders: Loaders): ApiContext => ({ engine: ground.engine, actor: ground.bench.local, loaders, logId: 'x' }) as unknown as ApiContext;
  const call = (loaders: Loaders): Promise<unknown> => new RunDeploymentResolver().runDeployment({ deployment: 'first', inputs: [{ file: Promise.resolve(upload) }] }, context(loaders));

  test('stays with the run that was made, also when it cannot be looked at behind that', async () => {
    const before = await filesLeft();
    const loaders = makeLoaders(ground.engine.db, ground.bench.local);
    Object.defineProperty(loaders, 'tasksOfRun', { value: { load: () => Promise.reject(new Error('the database is away')) } });
    await expect(call(loaders)).rejects.toThrow('the database is away');
    expect(await filesLeft()).toBe(before + 1);
    const { spec } = await ground.runner.take();
    const body = spec.kind === 'graph' ? spec.inputs[0]!.body : { inline: '' };
    expect(await ground.bench.sql('SELECT 1 FROM file WHERE id = $1 AND deleted_at IS NULL', ['file' in body ? body.file : null])).toHaveLength(1);
  });

  test('is removed for a caller who has left by then', async () => {
    const before = await filesLeft();
    const owner = { name: 'first', projectId: (await ground.bench.one<{ project_id: string }>(`SELECT project_id FROM deployment WHERE name = 'first'`)).project_id, timeoutSeconds: 1, resultTtlSeconds: 1 };
    const made = await keepInputs(ground.engine, ground.bench.as('operator'), { owner, inputs: [{ place: 0, type: 'image', bytes: Buffer.alloc(90_000, 8) }] });
    await removeInputs({ ...ground.engine, db: ground.engine.db.cancelledBy(AbortSignal.abort()) }, made.map(({ id }) => id));
    expect(await filesLeft()).toBe(before);
  });
});

describe('what happens between two calls', () => {
  test('counts for the next: another version, another queue, another default, a queue that closes, and the end', async () => {
    const deploymentId = await ground.deploy({ name: 'moving' });
    const strengthOf = async (): Promise<string> => (await ground.specOf(await ground.runOf('moving'))).document.tasks[0]!.task_data.parameters[0]!.value;
    expect(await strengthOf()).toBe('50');
    await ground.deploy({ name: 'moving', document: documentOf('60') });
    expect(await strengthOf()).toBe('60');
    acceptedId(await updateDeployment(ground.engine, ground.bench.as(), { deploymentId, version: 1 }));
    expect(await strengthOf()).toBe('50');
    const queueId = acceptedId(await createQueue(ground.engine, ground.bench.as(), { name: 'images', accepts: ['graph'] }));
    acceptedId(await updateDeployment(ground.engine, ground.bench.as(), { deploymentId, queueId, version: null }));
    const runId = await ground.runOf('moving');
    expect(await ground.bench.one('SELECT queue_id FROM task WHERE run_id = $1', [runId])).toEqual({ queue_id: queueId });
    const repeated = await ground.runOf('moving', {}, ground.bench.as('operator', 'before it closed'));
    const files = await filesLeft();
    await ground.bench.sql(`UPDATE queue SET state = 'DRAINING', version = version + 1 WHERE id = $1`, [queueId]);
    await expect(ground.runOf('moving')).rejects.toMatchObject({ code: 'INVALID', path: ['deployment'] });
    expect(await ground.runOf('moving', {}, ground.bench.as('operator', 'before it closed'))).toBe(repeated);
    const late = ground.runOf('moving', { inputs: [{ image: imageOf(90_000) }] }, ground.bench.as('operator', 'after it closed'));
    await expect(late).rejects.toMatchObject({ code: 'INVALID', path: ['deployment'] });
    expect(await filesLeft()).toBe(files);
    await ground.bench.sql(`UPDATE queue SET state = 'OPEN', version = version + 1 WHERE id = $1`, [queueId]);
    await ground.runOf('moving');
    await clearLine();
    acceptedId(await deleteQueue(ground.engine, ground.bench.as(), { queueId, force: true }));
    const elsewhere = await ground.runOf('moving');
    expect(await ground.bench.one('SELECT q.name FROM task t JOIN queue q ON q.id = t.queue_id WHERE t.run_id = $1', [elsewhere])).toEqual({ name: 'graph' });
    acceptedId(await deleteDeployment(ground.engine, ground.bench.as(), { deploymentId }));
    await expect(ground.runOf('moving')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await graphOutcome(ground.engine, ground.bench.local, { runId, deploymentId })).toMatchObject({ state: 'PENDING' });
    await clearLine();
  });

  test('each queue is confirmed by itself: one that is gone is not taken for another of the same version', async () => {
    const served = (await deploymentNamed(ground.engine, ground.bench.local, 'first'))!;
    const gone = { ...served, queue: { ...served.queue, id: uuidv7() } };
    await inTransaction(ground.engine, { op: 'test', actorId: null, requestId: null }, ({ tx }) => confirmServed(tx, [served, served], { unlocked: true }));
    for (const both of [[gone, served], [served, gone]]) {
      const confirmed = inTransaction(ground.engine, { op: 'test', actorId: null, requestId: null }, ({ tx }) => confirmServed(tx, both, { unlocked: true }));
      await expect(confirmed).rejects.toSatisfy(isUnconfirmed);
    }
  });

  test('a lock on the project or the queue keeps calls out until it is gone, but for those elsewhere', async () => {
    const projectId = acceptedId(await createProject(ground.engine, ground.bench.as(), { path: '/locked' }));
    await ground.deploy({ name: 'locked', projectId });
    await ground.runOf('locked');
    const secret = { keyHash: lockKeyHash('a key of nobody here'), onMade: () => undefined };
    const lockId = acceptedId(await acquireLock(ground.engine, ground.bench.as(), { input: { scope: { kind: 'PROJECT', projectId } }, secret }));
    await expect(ground.runOf('locked')).rejects.toMatchObject({ code: 'LOCKED' });
    await ground.runOf('first');
    await ground.bench.sql('DELETE FROM lab_lock WHERE id = $1', [lockId]);
    await ground.runOf('locked');
    await clearLine();
  });
});

describe('callers with grants', () => {
  test('call what they may command, are told FORBIDDEN where they may look, and nothing of the rest', async () => {
    const projectId = acceptedId(await createProject(ground.engine, ground.bench.as(), { path: '/secret' }));
    const deploymentId = await ground.deploy({ name: 'secret', projectId });
    const as = (path: string, role: 'viewer' | 'operator') => ({ actor: { ...ground.bench.local, role: 'operator' as const, grants: [{ path, role }] }, requestId: null });
    const runId = await ground.runOf('secret', {}, as('/secret', 'operator'));
    await expect(ground.runOf('secret', {}, as('/secret', 'viewer'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ground.runOf('secret', {}, as('/other', 'operator'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await graphOutcome(ground.engine, as('/secret', 'viewer').actor, { runId, deploymentId })).toMatchObject({ runId });
    expect(await graphOutcome(ground.engine, as('/other', 'operator').actor, { runId, deploymentId })).toBeNull();
    expect(await graphOutcome(ground.engine, ground.bench.local, { runId, deploymentId: uuidv7() })).toBeNull();
    expect(await graphOutcome(ground.engine, ground.bench.local, { runId: 'no id', deploymentId })).toBeNull();
    await clearLine();
  });
});

test('graph tasks come by no other way', async () => {
  const spec = { kind: 'graph', document: documentOf() };
  await expect(createRun(ground.engine, ground.bench.as(), { definition: { tasks: [{ node: 'a', spec }] }, enqueue: true })).rejects.toMatchObject({ code: 'INVALID', message: expect.stringContaining('runDeployment') as string });
  const { workflow_id: workflowId } = await ground.bench.one<{ workflow_id: string }>(`SELECT workflow_id FROM deployment WHERE name = 'first'`);
  await expect(createRun(ground.engine, ground.bench.as(), { workflowId, enqueue: true })).rejects.toMatchObject({ code: 'INVALID', message: expect.stringContaining('runDeployment') as string });
});

test('a run that has ended tells its result, its failure or its stop', async () => {
  const deploymentId = (await ground.bench.one<{ id: string }>(`SELECT id FROM deployment WHERE name = 'first'`)).id;
  const outcomeOf = (runId: string) => graphOutcome(ground.engine, ground.bench.local, { runId, deploymentId });
  const runId = await ground.runOf(null);
  await ground.finish([DATA]);
  expect(await outcomeOf(runId)).toMatchObject({ state: 'SUCCESS', values: [DATA], expiredAt: null, eta: [0, 0] });
  const failing = await ground.runOf(null);
  const { attemptId, epoch } = await ground.runner.take();
  expect(await outcomeOf(failing)).toMatchObject({ state: 'STARTED', values: null });
  await ground.runner.report([{ n: ++ground.runner.n, type: 'finish', end: { by: 'FAILED', message: 'node 1 (test_measure): too dark' }, attemptId, epoch }]);
  expect(await outcomeOf(failing)).toMatchObject({ state: 'FAILURE', message: expect.stringContaining('too dark') as string, values: null });
});
