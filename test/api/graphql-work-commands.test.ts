// Mutations of projects, workflows, runs and queues.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { type GraphqlGround, type Shown, graphqlGround } from './graphql-ground.ts';
import { TRUE_SPEC, newRun, newRunner } from './graphql-work.ts';

let ground: GraphqlGround;
beforeAll(async () => { ground = await graphqlGround(); });
afterAll(() => ground?.close());

const NOWHERE = '00000000-0000-7000-8000-000000000000';
const ONE = { tasks: [{ node: 'only', spec: TRUE_SPEC }] };

test('createProject makes a project once; the same path again and a malformed one are user errors', async () => {
  const made = await ground.command('createProject', { path: '/vision/training', description: 'pictures' }, 'project { id path description }');
  expect(made).toMatchObject({ outcome: 'ACCEPTED', project: { path: '/vision/training', description: 'pictures' } });
  expect(await ground.command('createProject', { path: '/vision/training' }, 'project { id }')).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'path'] }] });
  for (const path of ['', '/', 'vision', '/a//b', '/a/', `/${'p'.repeat(300)}`]) {
    expect(await ground.command('createProject', { path }, 'project { id }'), path).toMatchObject({ project: null, userErrors: [{ code: 'INVALID', path: ['input', 'path'] }] });
  }
});

test('saveWorkflow makes a workflow, then versions; the same definition changes nothing', async () => {
  const select = 'workflow { id name latestVersion { number sha256 definition { tasks { node needs spec { __typename } } } } versions { totalCount nodes { number } } }';
  const first = await ground.command('saveWorkflow', { name: 'wf', description: 'd', definition: ONE }, select);
  expect(first).toMatchObject({ outcome: 'ACCEPTED', workflow: { name: 'wf', latestVersion: { number: 1, definition: { tasks: [{ node: 'only', needs: [], spec: { __typename: 'CommandSpec' } }] } } } });
  expect(await ground.command('saveWorkflow', { name: 'wf', definition: ONE }, select)).toMatchObject({ outcome: 'NOOP', workflow: { latestVersion: { number: 1 } } });
  const two = { tasks: [...ONE.tasks, { node: 'next', spec: TRUE_SPEC, needs: ['only'] }] };
  expect(await ground.command('saveWorkflow', { name: 'wf', definition: two }, select)).toMatchObject({ outcome: 'ACCEPTED', workflow: { id: first.workflow.id, latestVersion: { number: 2 }, versions: { totalCount: 2, nodes: [{ number: 2 }, { number: 1 }] } } });
});

test.each([
  ['no tasks', { tasks: [] }, ['input', 'definition', 'tasks']],
  ['a need that is not defined', { tasks: [{ node: 'a', spec: TRUE_SPEC, needs: ['b'] }] }, ['input', 'definition', 'tasks', '0', 'needs', '0']],
  ['a circle', { tasks: [{ node: 'a', spec: TRUE_SPEC, needs: ['b'] }, { node: 'b', spec: TRUE_SPEC, needs: ['a'] }] }, ['input', 'definition', 'tasks']],
  ['a bad spec deep inside', { tasks: [{ node: 'a', spec: { command: { binary: '' } } }] }, ['input', 'definition', 'tasks', '0', 'spec', 'command', 'binary']],
  ['no kind of spec', { tasks: [{ node: 'a', spec: {} }] }, ['input', 'definition', 'tasks', '0', 'spec']],
])('saveWorkflow with %s saves nothing and points at the place', async (_, definition, path) => {
  expect(await ground.command('saveWorkflow', { name: 'bad', definition }, 'workflow { id }')).toMatchObject({ workflow: null, userErrors: [{ code: 'INVALID', path }] });
});

test('createRun of a workflow enqueues what needs nothing, and shows the rest as blocked by it', async () => {
  const definition = { tasks: [{ node: 'a', spec: TRUE_SPEC }, { node: 'b', spec: TRUE_SPEC, needs: ['a'] }, { node: 'c', spec: TRUE_SPEC, needs: ['a', 'b'] }] };
  const { workflow } = await ground.command('saveWorkflow', { name: 'abc', definition }, 'workflow { id }');
  const select = `run { name status enqueued workflow { id } workflowVersion { number } inputs progress { total created queued inProgress ended }
    tasks { nodes { node status run { name } blockedBy { node } allowedCommands } } }`;
  const { run } = await ground.command('createRun', { workflowId: workflow.id, inputs: { seed: 7, deep: { list: [1, null] } } }, select);
  expect(run).toMatchObject({ name: 'abc', status: 'WAITING', enqueued: true, workflow: { id: workflow.id }, workflowVersion: { number: 1 }, inputs: { seed: 7, deep: { list: [1, null] } } });
  expect(run.progress).toEqual({ total: 3, created: 2, queued: 1, inProgress: 0, ended: 0 });
  expect(run.tasks.nodes.map((task: Shown) => [task.node, task.status, task.blockedBy.map((b: Shown) => b.node)])).toEqual([['a', 'QUEUED', []], ['b', 'CREATED', ['a']], ['c', 'CREATED', ['a', 'b']]]);
  expect(run.tasks.nodes[1].allowedCommands).not.toContain('ENQUEUE');
});

test('a run that is not enqueued waits for enqueueRun, and goes on as its tasks succeed', async () => {
  const { queue } = await ground.command('createQueue', { name: 'runs', accepts: ['COMMAND'] }, 'queue { id }');
  const runId = await newRun(ground, { a: [], b: ['a'] }, { enqueue: false, queueId: queue.id });
  const select = 'run { status enqueued progress { created queued completed } tasks { nodes { node status blockedBy { node } } } }';
  const waiting = await ground.ask(`query($id: ID!) { run(id: $id) { queue { name } progress { created } } }`, { id: runId });
  expect(waiting.data.run).toEqual({ queue: { name: 'runs' }, progress: { created: 2 } });
  expect(await ground.command('enqueueRun', { runId }, select)).toMatchObject({ outcome: 'ACCEPTED', run: { enqueued: true, progress: { created: 1, queued: 1 } } });
  const runner = await newRunner(ground, 'runs', ['runs']);
  for (const node of ['a', 'b']) {
    const [attempt] = await runner.claim(5);
    expect(attempt).toMatchObject({ node });
    await runner.finish(attempt!, 0);
  }
  const { data } = await ground.ask(`query($id: ID!) { run(id: $id) { status progress { completed total } endedAt } }`, { id: runId });
  expect(data.run).toMatchObject({ status: 'SUCCEEDED', progress: { completed: 2, total: 2 } });
  expect(data.run.endedAt).not.toBeNull();
  expect(await ground.command('abortRun', { runId }, select)).toMatchObject({ outcome: 'NOOP' });
});

test('abortRun ends everything of a run, and a clone of it runs anew', async () => {
  const runId = await newRun(ground, { a: [], b: ['a'] });
  const aborted = await ground.command('abortRun', { runId, reason: 'enough' }, 'run { status deactivated deactivatedAt tasks { nodes { status statusReason } } }');
  expect(aborted).toMatchObject({ outcome: 'ACCEPTED', run: { status: 'STOPPED', deactivated: 'ABORTED' } });
  expect(aborted.run.tasks.nodes.map((task: Shown) => [task.status, task.statusReason])).toEqual([['STOPPED', 'enough'], ['STOPPED', 'enough']]);
  expect(await ground.command('enqueueRun', { runId }, 'run { id }')).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'RUN_ENDED' }] });
  const cloned = await ground.command('cloneRun', { runId, name: 'again', enqueue: false }, 'run { name status enqueued clonedFrom { id } progress { created } }');
  expect(cloned).toMatchObject({ outcome: 'ACCEPTED', run: { name: 'again', status: 'WAITING', enqueued: false, clonedFrom: { id: runId }, progress: { created: 2 } } });
});

test('createRun needs exactly one source, a version that exists and inputs that are an object', async () => {
  const run = 'run { id }';
  const { workflow } = await ground.command('saveWorkflow', { name: 'one version', definition: ONE }, 'workflow { id }');
  expect(await ground.command('createRun', {}, run)).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'workflowId'] }] });
  expect(await ground.command('createRun', { workflowId: workflow.id, definition: ONE }, run)).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'workflowId'] }] });
  for (const version of [0, -1, 2, 2_147_483_647]) expect(await ground.command('createRun', { workflowId: workflow.id, version }, run)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path: ['input', 'version'] }] });
  expect(await ground.command('createRun', { definition: ONE, inputs: [1] }, run)).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'inputs'] }] });
  expect(await ground.command('createRun', { definition: ONE, queueId: toGlobalId('Queue', NOWHERE) }, run)).toMatchObject({ run: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'queueId'] }] });
});

test('a queue is paused, drained and resumed; each is nothing to do when it is already so', async () => {
  const { queue } = await ground.command('createQueue', { name: 'line', displayName: 'The line', accepts: ['COMMAND', 'STEPS', 'COMMAND'] }, 'queue { id state accepts displayName length }');
  expect(queue).toMatchObject({ state: 'OPEN', accepts: ['COMMAND', 'STEPS'], displayName: 'The line', length: 0 });
  for (const [field, state] of [['pauseQueue', 'PAUSED'], ['drainQueue', 'DRAINING'], ['resumeQueue', 'OPEN']] as const) {
    expect(await ground.command(field, { queueId: queue.id }, 'queue { state }')).toMatchObject({ outcome: 'ACCEPTED', queue: { state } });
    expect(await ground.command(field, { queueId: queue.id }, 'queue { state }')).toMatchObject({ outcome: 'NOOP', queue: { state } });
  }
});

test('a draining queue takes no task, and says what to do', async () => {
  const { queue } = await ground.command('createQueue', { name: 'draining', accepts: ['COMMAND'] }, 'queue { id }');
  await ground.command('drainQueue', { queueId: queue.id }, 'queue { id }');
  const { task } = await ground.command('createTask', { name: 'late', spec: TRUE_SPEC }, 'task { id }');
  const refused = await ground.command('enqueueTask', { taskId: task.id, queueId: queue.id }, 'task { status }');
  expect(refused).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'QUEUE_CLOSED' }], task: { status: 'CREATED' } });
  expect(refused.userErrors[0].message).toMatch(/resume it/);
});

test('createQueue is refused for a name that exists, a name that is none and no kinds, and needs an operator', async () => {
  const make = (input: object) => ground.command('createQueue', { accepts: ['COMMAND'], ...input }, 'queue { id }');
  expect(await make({ name: 'default' })).toMatchObject({ userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'name'] }] });
  expect(await make({ name: 'with\u0007bell' })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'name'] }] });
  expect(await make({ name: 'none', accepts: [] })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'accepts'] }] });
  const viewer = await ground.ask('mutation { createQueue(input: { name: "mine", accepts: [COMMAND] }) { outcome } }', {}, 'viewer');
  expect(viewer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});

test.each([
  ['abortRun', 'runId', 'Run', 'run'], ['enqueueRun', 'runId', 'Run', 'run'], ['cloneRun', 'runId', 'Run', 'run'],
  ['pauseQueue', 'queueId', 'Queue', 'queue'], ['resumeQueue', 'queueId', 'Queue', 'queue'], ['drainQueue', 'queueId', 'Queue', 'queue'],
] as const)('%s with a bad, a foreign and an unknown id is a user error, never a crash', async (field, key, type, subject) => {
  const path = ['input', key];
  for (const id of ['', 'abc', toGlobalId('Task', NOWHERE)]) {
    expect(await ground.command(field, { [key]: id }, `${subject} { id }`), id).toMatchObject({ outcome: 'REFUSED', [subject]: null, userErrors: [{ code: 'INVALID', path }] });
  }
  expect(await ground.command(field, { [key]: toGlobalId(type, NOWHERE) }, `${subject} { id }`)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path }] });
});
