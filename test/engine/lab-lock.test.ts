// Locks on parts of the lab: who has no key is kept out of what they cover, and of nothing else.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DENIAL_WINDOW_MS } from '../../src/domain/audit/denial.ts';
import type { Actor } from '../../src/domain/access.ts';
import type { CallOrigin } from '../../src/domain/call.ts';
import type { LockScopeInput } from '../../src/domain/lock/lock-input.ts';
import { MAX_LOCKS } from '../../src/domain/lock/lab-lock.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { listLocks } from '../../src/engine/access/audit.read.ts';
import { lockKeyHash } from '../../src/engine/access/lock-key.ts';
import { acquireLock, releaseLock, type AcquireLockInput } from '../../src/engine/access/lock.service.ts';
import type { CommandContext, Engine } from '../../src/engine/engine.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { createQueue, pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun, enqueueRun } from '../../src/engine/run/end-run.service.ts';
import { pauseRun } from '../../src/engine/run/pause-run.service.ts';
import { dequeueExternal } from '../../src/engine/external/dequeue-external.service.ts';
import { reportOutcome } from '../../src/engine/external/report-outcome.service.ts';
import { startExternal } from '../../src/engine/external/start-external.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { benchDeck } from './bench-runner.ts';
import { EngineBench, SPEC, acceptedId, openDatabase } from './engine-bench.ts';

let bench: EngineBench;
beforeAll(async () => void (bench = await EngineBench.open()));
afterAll(() => bench[Symbol.asyncDispose]());
beforeEach(() => void (tests += 1));
// No lock stays, and what waits in the queue leaves it to the next test.
afterEach(() => bench.sql(`WITH l AS (DELETE FROM lab_lock), q AS (UPDATE queue SET state = 'OPEN') DELETE FROM queue_item`));

/** Which test this is: each has projects of its own. */
let tests = 0;

const KEY = 'the key of the lab lock';
const LOCKED = { code: 'LOCKED' };

function withKey(lockKey: string | null): CommandContext {
  const origin: CallOrigin = { transport: 'HTTP', callId: 'c', keyId: null, lockKey, address: null };
  return { ...bench.as('operator'), origin };
}

async function lock(scope: LockScopeInput, more: Partial<AcquireLockInput> & { key?: string; context?: CommandContext; engine?: Engine } = {}): Promise<string> {
  const { key = KEY, context = bench.as('operator'), engine = bench.engine, ...input } = more;
  return acceptedId(await acquireLock(engine, context, { input: { scope, note: 'calibration', ...input }, secret: { keyHash: lockKeyHash(key), onMade: () => undefined } }));
}

/** A path of this test's own. */
function at(path: string): string {
  return `/${tests}${path}`;
}

async function project(path: string): Promise<string> {
  return acceptedId(await createProject(bench.engine, bench.as(), { path: at(path) }));
}

test('a lock on everything keeps out every command without its key, and none with it', async () => {
  const [taskId, waiting] = [await bench.task(), await bench.queued()];
  await lock({ kind: 'EVERYTHING' });
  const attempts: ((context: CommandContext) => Promise<unknown>)[] = [
    (context) => createTask(bench.engine, context, { name: 'a', spec: SPEC }),
    (context) => createRun(bench.engine, context, { definition: { tasks: [{ node: 'a', spec: SPEC }] }, enqueue: true }),
    (context) => enqueueTask(bench.engine, context, { taskId }),
    (context) => abortTask(bench.engine, context, { taskId: waiting }),
    (context) => pauseQueue(bench.engine, context, { queueId: bench.defaultQueue }),
    (context) => createProject(bench.engine, context, { path: at(`/p${tests}`) }),
    (context) => createQueue(bench.engine, { ...context, actor: bench.local }, { name: `q${tests}`, accepts: ['command'] }),
  ];
  for (const attempt of attempts) {
    await expect(attempt(withKey(null))).rejects.toMatchObject({ ...LOCKED, message: expect.stringMatching(/local has locked everything since .* \(calibration\)/) });
    await expect(attempt(withKey('another key of some lock'))).rejects.toMatchObject(LOCKED);
  }
  for (const attempt of attempts) expect(await attempt(withKey(`something else, ${KEY}`))).toMatchObject({ result: 'ACCEPTED' });
});

test('a lock on a project covers what lies in it and below it, and leaves the others alone', async () => {
  const [a, below, beside] = [await project('/a'), await project('/a/b'), await project('/ab')];
  const tasks = [await bench.task({ projectId: a }), await bench.task({ projectId: below }), await bench.task({ projectId: beside }), await bench.task()];
  const run = acceptedId(await createRun(bench.engine, bench.as(), { projectId: below, definition: { tasks: [{ node: 'a', spec: SPEC }] }, enqueue: false }));
  await lock({ kind: 'PROJECT', projectId: a });
  const answers = [];
  for (const taskId of tasks) answers.push(await enqueueTask(bench.engine, bench.as(), { taskId }).then(({ result }) => result, ({ code }) => code as string));
  expect(answers).toEqual(['LOCKED', 'LOCKED', 'ACCEPTED', 'ACCEPTED']);
  await expect(abortRun(bench.engine, bench.as(), { runId: run })).rejects.toMatchObject(LOCKED);
  await expect(createTask(bench.engine, bench.as(), { name: 'n', spec: SPEC, projectId: below })).rejects.toMatchObject(LOCKED);
  await expect(createProject(bench.engine, bench.as(), { path: at('/a/c') })).rejects.toMatchObject(LOCKED);
  await project('/c');
});

test('a lock on a queue keeps others from commanding it and from putting anything into it, while it goes on handing out', async () => {
  const [waiting, taskId] = [await bench.queued(), await bench.task()];
  await lock({ kind: 'QUEUE', queueId: bench.defaultQueue });
  await expect(pauseQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue })).rejects.toMatchObject(LOCKED);
  await expect(enqueueTask(bench.engine, bench.as(), { taskId })).rejects.toMatchObject(LOCKED);
  await expect(abortTask(bench.engine, bench.as(), { taskId: waiting })).rejects.toMatchObject(LOCKED);
  await expect(createRun(bench.engine, bench.as(), { definition: { tasks: [{ node: 'a', spec: SPEC }] }, enqueue: true })).rejects.toMatchObject(LOCKED);
  const runner = await bench.runner('r');
  const attempt = await runner.take();
  await runner.finish(attempt, { by: 'EXIT', exitCode: 0 });
  expect((await bench.taskRow(waiting)).status).toBe('completed');
});

test('a lock on a deck covers the tasks and runs that use it', async () => {
  await bench.runner('deck', { decks: [benchDeck()] });
  const taskId = await bench.stepsTask();
  const other = await bench.queued();
  const { run_id: runId } = await bench.one<{ run_id: string }>('SELECT run_id FROM task WHERE id = $1', [taskId]);
  await lock({ kind: 'DECK', deck: 'bench' });
  await expect(abortTask(bench.engine, bench.as(), { taskId })).rejects.toMatchObject(LOCKED);
  await expect(abortRun(bench.engine, bench.as(), { runId })).rejects.toMatchObject(LOCKED);
  await expect(bench.stepsTask()).rejects.toMatchObject(LOCKED);
  acceptedId(await abortTask(bench.engine, bench.as(), { taskId: other }));
});

test('locks of two holders may not overlap; whoever has the key may lock a part of what it opens', async () => {
  const [a, below] = [await project('/a'), await project('/a/b')];
  await lock({ kind: 'PROJECT', projectId: a });
  await expect(lock({ kind: 'PROJECT', projectId: below })).rejects.toMatchObject(LOCKED);
  await expect(lock({ kind: 'EVERYTHING' })).rejects.toMatchObject(LOCKED);
  await lock({ kind: 'PROJECT', projectId: below }, { context: withKey(KEY), key: 'another key of a lock' });
  await lock({ kind: 'QUEUE', queueId: bench.defaultQueue }, { key: 'the key of the queue' });
  // What lies in both needs both.
  const taskId = acceptedId(await createTask(bench.engine, withKey(KEY), { name: 'n', spec: SPEC, projectId: a }));
  await expect(enqueueTask(bench.engine, withKey(KEY), { taskId })).rejects.toMatchObject(LOCKED);
  acceptedId(await enqueueTask(bench.engine, withKey(`${KEY},the key of the queue`), { taskId }));
});

test('a lock is released with its key or by an admin with force and a reason, and by nobody else', async () => {
  const first = await lock({ kind: 'EVERYTHING' });
  const engine: Engine = { ...bench.engine, clock: { now: () => bench.engine.clock.now() + DENIAL_WINDOW_MS } }; // what other tests were denied was a minute ago
  const release = (context: CommandContext, input: object, key: string | null = null) => releaseLock(engine, context, { input: { lockId: first, ...input }, key });
  await expect(release(bench.as('admin'), {})).rejects.toMatchObject(LOCKED);
  await expect(release(bench.as('admin'), {}, 'not the key of the lock')).rejects.toMatchObject(LOCKED);
  await expect(release(bench.as('operator'), { force: true, reason: 'now' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(release(bench.as('admin'), { force: true })).rejects.toMatchObject({ code: 'INVALID', path: ['reason'] });
  acceptedId(await release(bench.as('admin'), { force: true, reason: 'gone home' }));
  await expect(release(bench.as('admin'), {}, KEY)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await bench.sql(`SELECT reason, target_kind FROM audit_entry WHERE target_id = $1 AND action = 'acquireLock'`, [first])).toEqual([{ reason: 'calibration', target_kind: 'LOCK' }]);
  await bench.task();
  const second = await lock({ kind: 'EVERYTHING' });
  acceptedId(await releaseLock(bench.engine, withKey(KEY), { input: { lockId: second }, key: null }));
  const third = await lock({ kind: 'EVERYTHING' });
  acceptedId(await releaseLock(bench.engine, bench.as('operator'), { input: { lockId: third }, key: KEY }));
  expect((await bench.sql(`SELECT outcome, reason FROM audit_entry WHERE action = 'releaseLock' AND reason IS NOT NULL ORDER BY id`))).toEqual([{ outcome: 'DENIED', reason: 'now' }, { outcome: 'ACCEPTED', reason: 'gone home' }]);
});

test('the key for emergencies opens every lock', async () => {
  const engine: Engine = { ...bench.engine, settings: { ...bench.engine.settings, lockEmergencyKey: 'break-the-glass-now' } };
  const id = await lock({ kind: 'EVERYTHING' });
  acceptedId(await createTask(engine, withKey('break-the-glass-now'), { name: 'a', spec: SPEC }));
  await expect(createTask(bench.engine, withKey('break-the-glass-now'), { name: 'a', spec: SPEC })).rejects.toMatchObject(LOCKED);
  acceptedId(await releaseLock(engine, bench.as('operator'), { input: { lockId: id }, key: 'break-the-glass-now' }));
});

test('a lock holds for every server, ends by itself when its time is over, and is there for all who may see its place', async () => {
  const hidden = await project('/hidden');
  await lock({ kind: 'PROJECT', projectId: hidden });
  await lock({ kind: 'QUEUE', queueId: bench.defaultQueue }, { expiresInSeconds: 60 });
  await using stack = new AsyncDisposableStack();
  const db = await openDatabase(bench.url, 2);
  stack.defer(() => db.close());
  const other: Engine = { ...bench.engine, db };
  await expect(pauseQueue(other, bench.as(), { queueId: bench.defaultQueue })).rejects.toMatchObject({ code: 'LOCKED', message: expect.stringMatching(/until/) });
  expect((await listLocks(other, bench.local)).map(({ scope, note, holderName }) => [scope.kind, note, holderName])).toEqual([['PROJECT', 'calibration', 'local'], ['QUEUE', 'calibration', 'local']]);
  expect((await listLocks(other, { ...bench.local, grants: [{ path: at('/other'), role: 'viewer' }] })).map(({ scope }) => scope.kind)).toEqual(['QUEUE']);
  expect(JSON.stringify(await listLocks(other, bench.local))).not.toContain(lockKeyHash(KEY));
  await bench.sql(`UPDATE lab_lock SET until = now() WHERE kind = 'QUEUE'`);
  acceptedId(await pauseQueue(other, bench.as(), { queueId: bench.defaultQueue }));
  expect(await listLocks(other, bench.local)).toHaveLength(1);
});

test('a lock on what is above a caller\'s project is in his list, because it keeps him out; who has no project sees none', async () => {
  await project('/top');
  const [above, beside] = [await project('/top/mid'), await project('/top/side')];
  await project('/top/mid/own');
  await lock({ kind: 'PROJECT', projectId: above });
  await lock({ kind: 'PROJECT', projectId: beside });
  await lock({ kind: 'QUEUE', queueId: bench.defaultQueue });
  const shown = async (grants: Actor['grants']) => (await listLocks(bench.engine, { ...bench.local, grants })).map(({ scope }) => (scope.kind === 'PROJECT' ? scope.path : scope.kind));
  expect(await shown([{ path: at('/top/mid/own'), role: 'viewer' }])).toEqual([at('/top/mid'), 'QUEUE']);
  expect(await shown([])).toEqual([]);
});

test('who may not command a place may not lock it', async () => {
  const [mine, theirs] = [await project('/mine'), await project('/theirs')];
  const context = { actor: { userId: uuidv7(), name: 'guest', role: 'operator', grants: [{ path: at('/mine'), role: 'operator' }, { path: at('/theirs'), role: 'viewer' }] }, requestId: null } as const;
  await lock({ kind: 'PROJECT', projectId: mine }, { context });
  await expect(lock({ kind: 'PROJECT', projectId: theirs }, { context })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(lock({ kind: 'PROJECT', projectId: await project('/unseen') }, { context })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(lock({ kind: 'QUEUE', queueId: bench.defaultQueue }, { context })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(lock({ kind: 'EVERYTHING' }, { context: bench.as('viewer') })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('a lock that is made while commands are under way: each of them is over before the lock holds, or is refused', async () => {
  await bench.warm();
  const queueId = bench.defaultQueue;
  for (let round = 0; round < 12; round++) {
    const [key, order] = [`key of the round ${round}`, [] as string[]];
    const commands = Array.from({ length: 8 }, (_, i) => (i % 2 ? pauseQueue : resumeQueue)(bench.engine, bench.as(), { queueId }).then(() => 'done', ({ code }) => code as string));
    const made = lock({ kind: 'EVERYTHING' }, { key }).then((id) => (order.push('held'), id));
    const late = made.then(() => createTask(bench.engine, bench.as(), { name: 'late', spec: SPEC }).then(() => 'done', ({ code }) => code as string));
    const [answers, id, after] = [await Promise.all(commands), await made, await late];
    expect(after).toBe('LOCKED');
    expect(answers.filter((answer) => answer !== 'done' && answer !== 'LOCKED')).toEqual([]);
    const { n } = await bench.one<{ n: number }>(`SELECT count(*)::int AS n FROM event e, lab_lock l WHERE l.id = $1 AND e.at > l.since AND e.kind = 'queue.state'`, [id]);
    expect(n).toBe(0);
    acceptedId(await releaseLock(bench.engine, bench.as(), { input: { lockId: id }, key }));
  }
});

test('a lock waits for the command that began before it, and the commands that come meanwhile wait for the lock', async () => {
  const taskId = await bench.queued();
  await using stack = new AsyncDisposableStack();
  const client = await bench.engine.db.pool.connect();
  stack.defer(() => client.release());
  await client.query('BEGIN');
  await client.query('SELECT id FROM task WHERE id = $1 FOR UPDATE', [taskId]);
  const abort = abortTask(bench.engine, bench.as(), { taskId });
  await waiting(1);
  const held = lock({ kind: 'EVERYTHING' });
  await waiting(2);
  const late = createTask(bench.engine, bench.as(), { name: 'late', spec: SPEC }).catch(({ code }) => code as string);
  await waiting(3);
  await client.query('COMMIT');
  acceptedId(await abort);
  await held;
  expect(await late).toBe('LOCKED');
});

/** Waits until so many connections of this database wait for a lock. */
async function waiting(n: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while ((await bench.one<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).n < n) {
    if (Date.now() > deadline) throw new Error(`never were ${n} connections waiting`);
  }
}

test(`there are at most ${MAX_LOCKS} locks, and what has ended makes room`, async () => {
  await bench.sql(`INSERT INTO lab_lock (id, kind, path, holder_id, holder_name, key_hash, until) SELECT gen_random_uuid(), 'PROJECT', '/p' || n, gen_random_uuid(), 'x', $1, now() + interval '1 hour' FROM generate_series(1, ${MAX_LOCKS}) n`, ['00'.repeat(32)]);
  const id = await project('/z');
  await expect(lock({ kind: 'PROJECT', projectId: id })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  await bench.sql(`UPDATE lab_lock SET until = now() WHERE path = '/p1'`);
  await lock({ kind: 'PROJECT', projectId: id });
});

test('a lock tells nothing to those for whom its place does not exist: run, queue and lock are missing for them', async () => {
  const [mine, theirs] = [await project('/mine'), await project('/theirs')];
  const context: CommandContext = { actor: { userId: uuidv7(), name: 'guest', role: 'operator', grants: [{ path: at('/mine'), role: 'operator' }] }, requestId: null };
  const definition = { tasks: [{ node: 'a', spec: SPEC }] };
  const runId = acceptedId(await createRun(bench.engine, bench.as(), { projectId: theirs, definition, enqueue: false }));
  const queueId = (await bench.one<{ id: string }>(`INSERT INTO queue (id, project_id, name, accepts) VALUES ($1, $2, $3, '{command}') RETURNING id`, [uuidv7(), theirs, `hidden${tests}`])).id;
  const taskId = await bench.task({ projectId: mine });
  const locks = [await lock({ kind: 'PROJECT', projectId: theirs }), await lock({ kind: 'QUEUE', queueId })];
  const attempts: Readonly<Record<string, () => Promise<unknown>>> = {
    'abortRun': () => abortRun(bench.engine, context, { runId }),
    'enqueueRun': () => enqueueRun(bench.engine, context, { runId }),
    'pauseQueue': () => pauseQueue(bench.engine, context, { queueId }),
    'enqueueTask': () => enqueueTask(bench.engine, context, { taskId, queueId }),
    'createRun with the queue': () => createRun(bench.engine, context, { projectId: mine, definition, enqueue: true, queueId }),
    'createRun by the name of the queue': () => createRun(bench.engine, context, { projectId: mine, definition: { tasks: [{ node: 'a', spec: SPEC, queue: `hidden${tests}` }] }, enqueue: true }),
    'releaseLock': () => releaseLock(bench.engine, context, { input: { lockId: locks[0]! }, key: null }),
  };
  const answers = await Promise.all(Object.entries(attempts).map(async ([name, attempt]) => [name, await attempt().then(() => 'done', ({ code, message }: { code: string; message: string }) => (/locked|theirs|calibration/.test(message) ? message : code))]));
  expect(answers).toEqual(Object.keys(attempts).map((name) => [name, 'NOT_FOUND']));
  // Who has the key has it wherever it is.
  acceptedId(await releaseLock(bench.engine, context, { input: { lockId: locks[0]! }, key: KEY }));
});

test('a lock on a queue keeps others from runs whose tasks wait in it, or would', async () => {
  const definition = { tasks: [{ node: 'a', spec: SPEC }] };
  const [waiting, still] = [acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true })), acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: false }))];
  expect(await bench.sql('SELECT DISTINCT queue_id FROM run WHERE id = ANY($1)', [[waiting, still]])).toEqual([{ queue_id: null }]);
  const elsewhere = acceptedId(await createQueue(bench.engine, bench.as(), { name: `elsewhere${tests}`, accepts: ['command'] }));
  const beside = acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: false, queueId: elsewhere }));
  await lock({ kind: 'QUEUE', queueId: bench.defaultQueue });
  await expect(enqueueRun(bench.engine, bench.as(), { runId: still })).rejects.toMatchObject(LOCKED);
  await expect(pauseRun(bench.engine, bench.as(), { runId: waiting })).rejects.toMatchObject(LOCKED);
  await expect(abortRun(bench.engine, bench.as(), { runId: waiting })).rejects.toMatchObject(LOCKED);
  acceptedId(await enqueueRun(bench.engine, bench.as(), { runId: beside }));
  acceptedId(await enqueueRun(bench.engine, withKey(KEY), { runId: still }));
});

test('outside workers report under any lock; who insists, or takes out what waits, commands and is kept out', async () => {
  const worker = { name: 'w' };
  const [started, waiting, ended] = [await bench.queued(), await bench.queued(), await bench.task()];
  acceptedId(await startExternal(bench.engine, bench.as('operator'), { taskId: started, worker }));
  await lock({ kind: 'EVERYTHING' });
  await expect(dequeueExternal(bench.engine, bench.as('operator'), { taskId: waiting, worker })).rejects.toMatchObject(LOCKED);
  await expect(dequeueExternal(bench.engine, bench.as('operator'), { taskId: waiting, worker, newStatus: 'failed' })).rejects.toMatchObject(LOCKED);
  await expect(reportOutcome(bench.engine, bench.as('operator'), { taskId: ended, status: 'completed', force: true })).rejects.toMatchObject(LOCKED);
  await expect(startExternal(bench.engine, bench.as('operator'), { taskId: ended, worker, force: true })).rejects.toMatchObject(LOCKED);
  acceptedId(await reportOutcome(bench.engine, bench.as('operator'), { taskId: started, status: 'completed' }));
  acceptedId(await dequeueExternal(bench.engine, withKey(KEY), { taskId: waiting, worker }));
});
