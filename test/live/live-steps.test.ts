// Subscriptions over steps and control: phases and steps that begin and end, holds, decks, barriers, moves and changes of queues.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { addQueueBarrier, removeQueueBarrier } from '../../src/engine/queue/barrier.service.ts';
import { moveQueueItems } from '../../src/engine/queue/move-items.service.ts';
import { createQueue, pauseQueue, updateQueue } from '../../src/engine/queue/queue.service.ts';
import { renameQueueItem } from '../../src/engine/queue/rename-item.service.ts';
import { reap } from '../../src/engine/reaper.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { pauseRun, resumeRun } from '../../src/engine/run/pause-run.service.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { pauseTask, resumeTask } from '../../src/engine/task/pause-task.service.ts';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import { type BenchRunner, benchDeck, openBenchRunner } from '../engine/bench-runner.ts';
import { SPEC, STEPS } from '../engine/engine-bench.ts';
import { LiveClient } from './live-client.ts';
import { type LiveGround, liveGround, LOCAL } from './live-ground.ts';
import { done } from './situation-builders.ts';

const CONTEXT = { actor: LOCAL, requestId: null };

let ground: LiveGround;
let client: LiveClient;
beforeEach(async () => {
  ground = await liveGround();
  await seedRows(ground.engine);
  client = await LiveClient.open(ground.url);
});
afterEach(() => ground.close());

async function newRun(runner: { deck: string }): Promise<{ runId: string; taskId: string }> {
  const runId = done(await createRun(ground.engine, CONTEXT, { definition: { tasks: [{ node: 'steps', spec: { ...STEPS, deck: runner.deck } }] }, enqueue: true }));
  const [task] = await ground.db.query<{ id: string }>({ name: 'test_task_of_run', text: 'SELECT id FROM task WHERE run_id = $1' }, [runId]);
  return { runId, taskId: task!.id };
}

const FAILED_STEP = { section: 'main', index: 0, path: '1', sample: 0, try: 1 } as const;

/** One step that succeeds, and one that fails and holds the task. */
async function untilHeld(runner: BenchRunner, attempt: ClaimedAttempt): Promise<void> {
  await runner.phase(attempt, { section: 'main', index: 0, state: 'RUNNING' });
  await runner.step(attempt, { path: '0', state: 'RUNNING' }, { path: '0', state: 'SUCCEEDED', output: 1 });
  await runner.step(attempt, { path: '1', state: 'RUNNING' });
  await runner.step(attempt, { path: '1', state: 'FAILED', error: 'it jammed' });
  await runner.hold(attempt, { hold: 'STEP_FAILED', holdN: 1, message: 'pump.dose failed', step: FAILED_STEP });
}

const STEP_CHANGES = `subscription ($after: String, $task: ID, $run: ID) { stepChanges(after: $after, taskId: $task, runId: $run) { cursor caughtUp change { section index path sample try state error attemptNo at task { status } step { id kind method state args } } } }`;
const PHASE_CHANGES = 'subscription ($run: ID) { phaseChanges(runId: $run) { caughtUp change { ... on TaskPhaseChange { section index state attemptNo phase { id section state steps { totalCount } } } } } }';

interface StepMessage {
  readonly cursor: string;
  readonly change: { readonly path: string; readonly state: string } | null;
}
const told = (id: string): string[] => client.data<StepMessage>(id, 'stepChanges').flatMap(({ change }) => (change ? [`${change.path} ${change.state}`] : []));

test('stepChanges tells of every step that begins and ends, also of one that the loss of its runner leaves unknown, and a hold is no change of a step', async () => {
  const runner = await openBenchRunner(ground.engine, 'one', { decks: [benchDeck('d1')] });
  const other = await openBenchRunner(ground.engine, 'two', { decks: [benchDeck('d2')], queues: ['default'] });
  const { runId, taskId } = await newRun({ deck: 'd1' });
  const elsewhere = await newRun({ deck: 'd2' });
  client.subscribe('task', STEP_CHANGES, { task: toGlobalId('Task', taskId) });
  client.subscribe('run', STEP_CHANGES, { run: toGlobalId('Run', runId) });
  client.subscribe('other', STEP_CHANGES, { run: toGlobalId('Run', elsewhere.runId) });
  for (const id of ['task', 'run', 'other']) await client.caughtUp(id, 'stepChanges');
  const attempt = await runner.take('d1');
  await untilHeld(runner, attempt);
  done(await resumeTask(ground.engine, CONTEXT, { taskId, failedStep: 'RETRY' }));
  await runner.step(attempt, { path: '1', try: 2, state: 'RUNNING' });
  await ground.db.query({ name: 'test_end_lease', text: `UPDATE runner SET lease_until = now() - interval '1 second' WHERE name = 'one'` }, []);
  await reap(ground.engine);
  const all = ['0 RUNNING', '0 SUCCEEDED', '1 RUNNING', '1 FAILED', '1 RUNNING', '1 UNKNOWN'];
  await client.until(() => told('task').length === all.length && told('run').length === all.length, 'the changes');
  expect(told('task')).toEqual(all);
  expect(told('run')).toEqual(all);
  const changes = client.data<StepMessage>('task', 'stepChanges').map(({ change }) => change);
  expect(changes[4]).toMatchObject({ section: 'MAIN', index: 0, path: '1', sample: 0, try: 1, state: 'FAILED', error: 'it jammed', attemptNo: 1, step: { kind: 'call', method: 'pump.dose' } });
  expect(changes[6]).toMatchObject({ try: 2, state: 'UNKNOWN', attemptNo: 1, step: { kind: 'call', method: 'pump.dose', state: 'UNKNOWN' } });
  client.subscribe('again', STEP_CHANGES, { task: toGlobalId('Task', taskId), after: client.data<StepMessage>('task', 'stepChanges')[2]!.cursor });
  await client.caughtUp('again', 'stepChanges');
  expect(told('again')).toEqual(all.slice(2));
  expect(told('other')).toEqual([]);
  expect(await other.claim(0)).toEqual([]);
});

test('phaseChanges tells of the phases that a runner reports, and of the open one that an end closes', async () => {
  const runner = await openBenchRunner(ground.engine, 'one', { decks: [benchDeck('d1')] });
  const { runId } = await newRun({ deck: 'd1' });
  client.subscribe('1', PHASE_CHANGES, { run: toGlobalId('Run', runId) });
  await client.caughtUp('1', 'phaseChanges');
  const attempt = await runner.take('d1');
  for (const section of ['prep', 'main'] as const) {
    await runner.phase(attempt, { section, index: 0, state: 'RUNNING' });
    if (section === 'prep') await runner.phase(attempt, { section, index: 0, state: 'SUCCEEDED' });
  }
  await runner.step(attempt, { path: '0', state: 'RUNNING' });
  await runner.finish(attempt, { by: 'FAILED', message: 'it broke' });
  await client.until(() => client.data('1', 'phaseChanges').length === 5, 'the changes');
  expect(client.data('1', 'phaseChanges').slice(1)).toMatchObject([
    { change: { section: 'PREP', index: 0, state: 'RUNNING', attemptNo: 1 } },
    { change: { section: 'PREP', index: 0, state: 'SUCCEEDED' } },
    { change: { section: 'MAIN', index: 0, state: 'RUNNING' } },
    { change: { section: 'MAIN', index: 0, state: 'FAILED', attemptNo: 1, phase: { section: 'MAIN', state: 'FAILED', steps: { totalCount: 1 } } } },
  ]);
});

test('events tell of holds with what is said and asked, of steps, of decks, and of paused runs', async () => {
  client.subscribe('1', `subscription { events(filter: { kinds: [TASK_HELD, TASK_RESUMED, TASK_STEP, DECK_REGISTERED, RUN_PAUSED, RUN_RESUMED] }) { caughtUp event { __typename kind
    ... on TaskEvent { hold holdMessage holdPrompt { text type } pauseAfter failedStep step { section index path sample try kind method state error } }
    ... on DeckEvent { name instrumentCount deck { name online } runner { name } }
    ... on RunEvent { paused run { id } } } } }`);
  await client.caughtUp('1');
  const runner = await openBenchRunner(ground.engine, 'one', { decks: [benchDeck('d1')] });
  const { runId, taskId } = await newRun({ deck: 'd1' });
  const attempt = await runner.take('d1');
  done(await pauseTask(ground.engine, CONTEXT, { taskId, after: 'ITERATION' }));
  done(await resumeTask(ground.engine, CONTEXT, { taskId }));
  await untilHeld(runner, attempt);
  done(await resumeTask(ground.engine, CONTEXT, { taskId, failedStep: 'SKIP' }));
  await runner.hold(attempt, { hold: 'INPUT', holdN: 2, message: 'asks', prompt: { text: 'how many?', type: 'int' } });
  done(await pauseRun(ground.engine, CONTEXT, { runId }));
  done(await resumeRun(ground.engine, CONTEXT, { runId }));
  const last = () => client.data<{ event: { kind: string } | null }>('1').at(-1)?.event?.kind === 'RUN_RESUMED';
  await client.until(last, 'the run to be resumed');
  const run = { id: toGlobalId('Run', runId) };
  expect(client.data('1').flatMap(({ event }) => (event ? [event] : []))).toMatchObject([
    { __typename: 'DeckEvent', kind: 'DECK_REGISTERED', name: 'd1', instrumentCount: 1, deck: { name: 'd1', online: true }, runner: { name: 'one' } },
    { kind: 'TASK_HELD', hold: 'REQUESTED', pauseAfter: 'ITERATION', holdMessage: null, step: null },
    { kind: 'TASK_RESUMED', hold: 'NONE', failedStep: null },
    { kind: 'TASK_STEP', step: { section: 'MAIN', index: 0, path: '0', sample: 0, try: 1, kind: 'call', method: 'pump.dose', state: 'RUNNING', error: null } },
    { kind: 'TASK_STEP', step: { path: '0', state: 'SUCCEEDED' } },
    { kind: 'TASK_STEP', step: { path: '1', state: 'RUNNING' } },
    { kind: 'TASK_STEP', step: { path: '1', state: 'FAILED', error: 'it jammed' } },
    { kind: 'TASK_HELD', hold: 'STEP_FAILED', holdMessage: 'pump.dose failed', pauseAfter: null, step: { path: '1', state: null, kind: null } },
    { kind: 'TASK_RESUMED', hold: 'NONE', failedStep: 'SKIP' },
    { kind: 'TASK_HELD', hold: 'INPUT', holdMessage: 'asks', holdPrompt: { text: 'how many?', type: 'int' } },
    { kind: 'RUN_PAUSED', paused: true, run },
    { kind: 'RUN_RESUMED', paused: false, run },
  ]);
});

test('queueChanges tells of moves, names, barriers and changes of the queue, each with its item', async () => {
  const queueId = done(await createQueue(ground.engine, CONTEXT, { name: 'q', accepts: ['command'] }));
  for (const name of ['a', 'b']) await enqueueTask(ground.engine, CONTEXT, { taskId: done(await createTask(ground.engine, CONTEXT, { name, spec: SPEC })), queueId });
  const items = await ground.db.query<{ id: string }>({ name: 'test_items', text: 'SELECT id FROM queue_item WHERE queue_id = $1 ORDER BY rank' }, [queueId]);
  const [a, b] = items.map(({ id }) => id) as [string, string];
  const query = `subscription ($queue: ID) { queueChanges(queueId: $queue) { caughtUp kind itemId isBarrier displayName priority rank state task { name } queue { name maxRunning } } }`;
  client.subscribe('1', query, { queue: toGlobalId('Queue', queueId) });
  client.subscribe('2', query, { queue: toGlobalId('Queue', done(await createQueue(ground.engine, CONTEXT, { name: 'other', accepts: ['command'] }))) });
  await Promise.all([client.caughtUp('1', 'queueChanges'), client.caughtUp('2', 'queueChanges')]);
  done(await moveQueueItems(ground.engine, CONTEXT, { queueId, itemIds: [b], to: { at: 'FRONT' } }));
  done(await renameQueueItem(ground.engine, CONTEXT, { itemId: b, displayName: 'first' }));
  const barrier = done(await addQueueBarrier(ground.engine, CONTEXT, { queueId, displayName: 'lunch' }));
  done(await moveQueueItems(ground.engine, CONTEXT, { queueId, itemIds: [barrier], to: { before: a } }));
  done(await renameQueueItem(ground.engine, CONTEXT, { itemId: barrier, displayName: null }));
  done(await updateQueue(ground.engine, CONTEXT, { queueId, maxRunning: 3 }));
  done(await removeQueueBarrier(ground.engine, CONTEXT, { itemId: barrier }));
  done(await pauseQueue(ground.engine, CONTEXT, { queueId }));
  await client.until(() => client.data<{ kind: string }>('1', 'queueChanges').at(-1)?.kind === 'STATE', 'the pause');
  const wall = { itemId: toGlobalId('QueueItem', barrier), isBarrier: true, task: null, queue: { name: 'q' } };
  expect(client.data('1', 'queueChanges').slice(1)).toMatchObject([
    { kind: 'MOVED', itemId: toGlobalId('QueueItem', b), isBarrier: false, displayName: null, task: { name: 'b' }, rank: expect.any(Number) },
    { kind: 'RENAMED', itemId: toGlobalId('QueueItem', b), isBarrier: false, displayName: 'first', task: { name: 'b' } },
    { ...wall, kind: 'ENTERED', displayName: 'lunch', priority: 0 },
    { ...wall, kind: 'MOVED', displayName: 'lunch' },
    { ...wall, kind: 'RENAMED', displayName: null },
    { kind: 'UPDATED', itemId: null, isBarrier: false, task: null, state: null, queue: { name: 'q', maxRunning: 3 } },
    { ...wall, kind: 'LEFT', priority: null },
    { kind: 'STATE', state: 'PAUSED', isBarrier: false },
  ]);
  expect(client.data('2', 'queueChanges')).toHaveLength(1);
});

test('variables that are nested too deep are refused over the WebSocket too, and the socket lives on', async () => {
  let step: object = { kind: 'comment', text: '' };
  for (let i = 0; i < 5_000; i++) step = { kind: 'repeat', times: 1, body: [step] };
  client.subscribe('deep', 'mutation($input: CreateRunInput!) { createRun(input: $input) { outcome } }', { input: { definition: { tasks: [{ node: 'a', spec: { steps: { deck: 'd', main: [step] } } }] } } });
  await client.until(() => client.of('deep').length > 0, 'the refusal');
  expect(client.of('deep')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] }]);
  client.subscribe('alive', '{ viewer { name } }');
  await client.until(() => client.of('alive').length === 2, 'the answer');
  expect(client.data('alive', 'viewer')).toMatchObject([{ name: 'local' }]);
});
