// Mutations of tasks: what is accepted, already so, refused or wrong, told as data.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeCursor } from '../../src/domain/event/cursor.ts';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { type GraphqlGround, graphqlGround } from './graphql-ground.ts';
import { TRUE_SPEC, newRunner, newTask } from './graphql-work.ts';

let ground: GraphqlGround;
beforeAll(async () => { ground = await graphqlGround(); });
afterAll(() => ground?.close());

const TASK = 'task { id name status statusReason tags priority queue { name } queueItem { position } allowedCommands spec { ... on CommandSpec { binary args env { name value } timeoutSeconds } } }';
const NOWHERE = '00000000-0000-7000-8000-000000000000';

test('createTask makes a task with everything given, and its cursor names the event', async () => {
  const spec = { command: { binary: 'echo', args: ['a b', '$HOME'], env: [{ name: 'A', value: '1' }], timeoutSeconds: 1.5 } };
  const made = await ground.command('createTask', { name: 'made', spec, tags: ['x', 'y'], priority: 3, retry: { maxRetries: 2 } }, `${TASK.slice(0, -2)} retry { maxRetries maxLost onLost } project { path } createdAt }`);
  expect(made).toMatchObject({ outcome: 'ACCEPTED', message: null, userErrors: [] });
  expect(made.task).toMatchObject({ name: 'made', status: 'CREATED', tags: ['x', 'y'], priority: 3, queue: null, queueItem: null, retry: { maxRetries: 2, maxLost: 5, onLost: 'REQUEUE' }, project: { path: '/' } });
  expect(made.task.spec).toEqual({ binary: 'echo', args: ['a b', '$HOME'], env: [{ name: 'A', value: '1' }], timeoutSeconds: 1.5 });
  expect(made.task.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(decodeCursor(made.eventCursor)?.seq).toBeGreaterThan(0);
});

test('createTask with enqueue puts the task into the queue, and a repeat gives the same task, still queued once', async () => {
  const input = { name: 'at once', spec: TRUE_SPEC, enqueue: true, requestId: 'create-and-enqueue-1' };
  const first = await ground.command('createTask', input, TASK);
  const again = await ground.command('createTask', input, TASK);
  expect(first).toMatchObject({ outcome: 'ACCEPTED', userErrors: [], task: { status: 'QUEUED', queue: { name: 'default' } } });
  expect(again).toEqual(first);
});

test('createTask with enqueue whose second half was lost is completed by a repeat: one task, enqueued once', async () => {
  const { db } = ground.engine;
  const transaction = db.transaction.bind(db);
  let calls = 0;
  db.transaction = ((work) => (++calls === 2 ? Promise.reject(Object.assign(new Error('the database went away'), { code: 'ECONNRESET' })) : transaction(work))) as typeof db.transaction;
  const input = { name: 'cut in two', spec: TRUE_SPEC, enqueue: true, requestId: 'create-and-enqueue-2' };
  const lost = await ground.ask(`mutation($input: CreateTaskInput!) { createTask(input: $input) { ${TASK} } }`, { input }).finally(() => { db.transaction = transaction; });
  expect([calls, lost.errors]).toMatchObject([2, [{ extensions: { code: 'UNAVAILABLE' } }]]);
  const named = '{ tasks(filter: { name: { eq: "cut in two" } }) { nodes { id status } } }';
  const halfway = (await ground.ask(named)).data.tasks.nodes;
  expect(halfway).toMatchObject([{ status: 'CREATED' }]);
  const repeated = await ground.command('createTask', input, TASK);
  expect(repeated).toMatchObject({ outcome: 'ACCEPTED', userErrors: [], task: { id: halfway[0].id, status: 'QUEUED', queue: { name: 'default' } } });
  expect(await ground.command('createTask', input, TASK)).toEqual(repeated);
  expect((await ground.ask(named)).data.tasks.nodes).toEqual([{ id: halfway[0].id, status: 'QUEUED' }]);
});

test('a repeat of createTask that asks for another queue, or for none, is a conflict and changes nothing', async () => {
  const { queue } = await ground.command('createQueue', { name: 'elsewhere', accepts: ['COMMAND'] }, 'queue { id }');
  const input = { name: 'asked otherwise', spec: TRUE_SPEC, requestId: 'create-and-enqueue-3' };
  const first = await ground.command('createTask', input, TASK);
  for (const changed of [{ enqueue: true }, { enqueue: true, queueId: queue.id }]) {
    expect(await ground.command('createTask', { ...input, ...changed }, TASK)).toMatchObject({ outcome: 'REFUSED', task: null, userErrors: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
  }
  expect(await ground.command('createTask', { ...input, enqueue: false }, TASK)).toEqual(first);
  expect(first).toMatchObject({ task: { status: 'CREATED' } });
});

test('createTask whose queue takes nothing keeps the task and says why it is not enqueued', async () => {
  const { queue } = await ground.command('createQueue', { name: 'steps-only', accepts: ['STEPS'] }, 'queue { id }');
  const made = await ground.command('createTask', { name: 'left out', spec: TRUE_SPEC, enqueue: true, queueId: queue.id }, TASK);
  expect(made).toMatchObject({ outcome: 'ACCEPTED', task: { status: 'CREATED' }, userErrors: [{ code: 'KIND_NOT_ACCEPTED', path: ['input', 'enqueue'] }] });
  const lost = await ground.command('createTask', { name: 'left out', spec: TRUE_SPEC, enqueue: true, queueId: toGlobalId('Queue', NOWHERE) }, TASK);
  expect(lost).toMatchObject({ outcome: 'ACCEPTED', task: { status: 'CREATED' }, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'queueId'] }] });
});

test.each([
  ['an empty name', { name: '', spec: TRUE_SPEC }, ['input', 'name']],
  ['a name that is too long', { name: 'n'.repeat(256), spec: TRUE_SPEC }, ['input', 'name']],
  ['a NUL in an argument', { name: 'n', spec: { command: { binary: 'x', args: ['a\0b'] } } }, ['input', 'spec', 'command', 'args', '0']],
  ['no kind of spec', { name: 'n', spec: {} }, ['input', 'spec']],
  ['a variable given twice', { name: 'n', spec: { command: { binary: 'x', env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }] } } }, ['input', 'spec', 'command', 'env', '1', 'name']],
  ['a variable name that is none', { name: 'n', spec: { command: { binary: 'x', env: [{ name: '1A', value: '' }] } } }, ['input', 'spec', 'command', 'env', '0']],
  ['a commit that is none', { name: 'n', spec: { command: { binary: 'x', commit: 'main' } } }, ['input', 'spec', 'command', 'commit']],
  ['too many tags', { name: 'n', spec: TRUE_SPEC, tags: Array.from({ length: 101 }, (_, i) => `t${i}`) }, ['input', 'tags']],
  ['a project of another type', { name: 'n', spec: TRUE_SPEC, projectId: toGlobalId('Task', NOWHERE) }, ['input', 'projectId']],
  ['a project id that is none', { name: 'n', spec: TRUE_SPEC, projectId: 'abc' }, ['input', 'projectId']],
  ['a queue without enqueue', { name: 'n', spec: TRUE_SPEC, queueId: toGlobalId('Queue', NOWHERE) }, ['input', 'queueId']],
  ['a requestId that is too long', { name: 'n', spec: TRUE_SPEC, requestId: 'r'.repeat(129) }, ['input', 'requestId']],
  ['requirements that are no object', { name: 'n', spec: { command: { binary: 'x', requirements: [1] } } }, ['input', 'spec', 'command', 'requirements']],
])('createTask with %s makes nothing and points at the place', async (_, input, path) => {
  const answer = await ground.command('createTask', input, TASK);
  expect(answer).toMatchObject({ outcome: 'REFUSED', task: null, eventCursor: null, userErrors: [{ code: 'INVALID', path }] });
  expect(answer.userErrors[0].message.length).toBeGreaterThan(10);
});

test('createTask in a project that does not exist says so', async () => {
  const answer = await ground.command('createTask', { name: 'n', spec: TRUE_SPEC, projectId: toGlobalId('Project', NOWHERE) }, TASK);
  expect(answer.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'projectId'] }]);
});

test('enqueueTask puts a task at its place; a second time there is nothing to do, and it says why', async () => {
  const taskId = await newTask(ground);
  const first = await ground.command('enqueueTask', { taskId, priority: 5 }, TASK);
  expect(first).toMatchObject({ outcome: 'ACCEPTED', task: { status: 'QUEUED', queueItem: { position: 1 } } });
  expect(first.task.allowedCommands).toContain('DEQUEUE');
  const again = await ground.command('enqueueTask', { taskId }, TASK);
  expect(again).toMatchObject({ outcome: 'NOOP', userErrors: [], eventCursor: null, task: { status: 'QUEUED' } });
  expect(again.message).toMatch(/already waits/);
});

test('dequeueTask takes a task out, and has nothing to do for one that waits nowhere', async () => {
  const taskId = await newTask(ground, { enqueue: true });
  expect(await ground.command('dequeueTask', { taskId }, TASK)).toMatchObject({ outcome: 'ACCEPTED', task: { status: 'CREATED', queueItem: null } });
  expect(await ground.command('dequeueTask', { taskId }, TASK)).toMatchObject({ outcome: 'NOOP', userErrors: [] });
});

test('abortTask stops a queued task with its reason, is refused for one that was never enqueued, and has nothing to do for an ended one', async () => {
  const taskId = await newTask(ground, { enqueue: true });
  expect(await ground.command('abortTask', { taskId, reason: 'not needed' }, TASK)).toMatchObject({ outcome: 'ACCEPTED', task: { status: 'STOPPED', statusReason: 'not needed' } });
  expect(await ground.command('abortTask', { taskId }, TASK)).toMatchObject({ outcome: 'NOOP' });
  const other = await newTask(ground);
  expect(await ground.command('abortTask', { taskId: other }, TASK)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'NOT_RUNNING', path: null }], task: { status: 'CREATED' } });
  expect(await ground.command('abortTask', { taskId, reason: 'r'.repeat(1_001) }, TASK)).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'reason'] }] });
});

test('killTask orders a running task to be killed, and the order is shown until it is obeyed', async () => {
  const { queue } = await ground.command('createQueue', { name: 'kill', accepts: ['COMMAND'] }, 'queue { id }');
  const taskId = await newTask(ground, { enqueue: true, queueId: queue.id });
  const runner = await newRunner(ground, 'killer', ['kill']);
  expect(await runner.claim(1)).toHaveLength(1);
  const killed = await ground.command('killTask', { taskId }, 'task { status order { verb after cleanup } orderAt currentAttempt { state runner { name } } }');
  expect(killed).toMatchObject({ outcome: 'ACCEPTED', task: { status: 'IN_PROGRESS', order: { verb: 'KILL', after: null, cleanup: 'SKIP' }, currentAttempt: { state: 'RUNNING', runner: { name: 'killer' } } } });
  expect(killed.task.orderAt).not.toBeNull();
  expect(await ground.command('abortTask', { taskId }, TASK)).toMatchObject({ outcome: 'NOOP' });
});

test('retryTask runs an ended task again and is refused for one that has not ended', async () => {
  const taskId = await newTask(ground, { enqueue: true });
  expect(await ground.command('retryTask', { taskId }, TASK)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'NOT_ENDED' }] });
  await ground.command('abortTask', { taskId }, TASK);
  expect(await ground.command('retryTask', { taskId }, TASK)).toMatchObject({ outcome: 'ACCEPTED', task: { status: 'QUEUED' } });
});

test('cloneTask makes a new task, changed where asked, and shows what it came from', async () => {
  const taskId = await newTask(ground, { name: 'first', spec: { command: { binary: 'x', args: ['1'], env: [{ name: 'A', value: '1' }] } } });
  const cloned = await ground.command('cloneTask', { taskId, name: 'second', args: ['2', '3'], env: [{ name: 'B', value: '2' }] }, `${TASK.slice(0, -2)} clonedFrom { id } }`);
  expect(cloned.task).toMatchObject({ name: 'second', status: 'CREATED', clonedFrom: { id: taskId }, spec: { args: ['2', '3'], env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }] } });
  expect(cloned.task.id).not.toBe(taskId);
});

test.each(['enqueueTask', 'dequeueTask', 'abortTask', 'killTask', 'retryTask', 'cloneTask'])('%s with a bad, a foreign and an unknown id is a user error, never a crash', async (field) => {
  const path = ['input', 'taskId'];
  for (const taskId of ['', 'abc', 'x'.repeat(5_000), "'; DROP TABLE task", toGlobalId('Run', NOWHERE), Buffer.from('Task:abc').toString('base64url')]) {
    expect(await ground.command(field, { taskId }, TASK), taskId).toMatchObject({ outcome: 'REFUSED', task: null, userErrors: [{ code: 'INVALID', path }] });
  }
  expect(await ground.command(field, { taskId: toGlobalId('Task', NOWHERE) }, TASK)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path }] });
});

test('a repeated requestId has one effect and the first outcome; with another input, or for another mutation, it is a conflict', async () => {
  const input = { name: 'once', spec: TRUE_SPEC, requestId: 'once-1' };
  const first = await ground.command('createTask', input, TASK);
  const before = (await ground.ask('{ tasks { totalCount } }')).data.tasks.totalCount;
  expect(await ground.command('createTask', input, TASK)).toEqual(first);
  expect(await ground.command('createTask', { ...input, name: 'twice' }, TASK)).toMatchObject({ outcome: 'REFUSED', task: null, userErrors: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
  expect(await ground.command('enqueueTask', { taskId: first.task.id, requestId: 'once-1' }, TASK)).toMatchObject({ userErrors: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
  expect((await ground.ask('{ tasks { totalCount } }')).data.tasks.totalCount).toBe(before);
});

test('ten repeats of one requestId at the same time make one task', async () => {
  const input = { name: 'race', spec: TRUE_SPEC, requestId: 'race-1' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => ground.command('createTask', input, 'task { id }')));
  expect(new Set(answers.map(({ task }) => task.id)).size).toBe(1);
});

test('a refused command is refused again by its requestId although it would now be accepted', async () => {
  const taskId = await newTask(ground);
  const refused = await ground.command('abortTask', { taskId, requestId: 'refused-1' }, TASK);
  await ground.command('enqueueTask', { taskId }, TASK);
  expect(await ground.command('abortTask', { taskId, requestId: 'refused-1' }, TASK)).toMatchObject({ outcome: 'REFUSED', userErrors: refused.userErrors });
});

test('several mutations of one operation each see what the ones before them did', async () => {
  const taskId = await newTask(ground);
  const { data } = await ground.ask(`mutation($id: ID!) {
    a: enqueueTask(input: { taskId: $id }) { task { status } }
    b: dequeueTask(input: { taskId: $id }) { task { status } }
    c: enqueueTask(input: { taskId: $id }) { task { status } } }`, { id: taskId });
  expect([data.a, data.b, data.c].map(({ task }) => task.status)).toEqual(['QUEUED', 'CREATED', 'QUEUED']);
});

test('a viewer may not command, and learns it as a top-level error that names the role', async () => {
  const { data, errors } = await ground.ask('mutation($input: CreateTaskInput!) { createTask(input: $input) { outcome } }', { input: { name: 'n', spec: TRUE_SPEC } }, 'viewer');
  expect(data ?? null).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' }, path: ['createTask'] }]);
  expect(errors![0]!.message).toMatch(/operator/);
});
