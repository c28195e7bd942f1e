// Steps tasks through the API: decks, runs, records of steps, holds and their answers, retries, clones, single calls.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { reap } from '../../src/engine/reaper.ts';
import { type BenchRunner, benchDeck, openBenchRunner } from '../engine/bench-runner.ts';
import { type GraphqlGround, type Shown, graphqlGround } from './graphql-ground.ts';

let ground: GraphqlGround;
beforeAll(async () => { ground = await graphqlGround(); });
afterAll(() => ground?.close());

let decks = 0;

/** A deck of its own with its runner, which takes work from a queue of its own. */
async function newDeck(): Promise<{ deck: string; runner: BenchRunner; queueId: string }> {
  const deck = `deck_${++decks}`;
  const { queue } = await ground.command('createQueue', { name: `q-${deck}`, accepts: ['STEPS', 'COMMAND'] }, 'queue { id }');
  return { deck, runner: await openBenchRunner(ground.engine, `r-${deck}`, { decks: [benchDeck(deck)], queues: [`q-${deck}`] }), queueId: queue.id };
}

const dose = (volume: unknown) => ({ kind: 'call', instrument: 'pump', method: 'dose', args: { volume } });
const at = (path: string) => ({ path, method: 'pump.dose' });

async function newRun({ deck, queueId }: { deck: string; queueId: string }, spec: object = {}, input: object = {}): Promise<Shown> {
  const { run, userErrors } = await ground.command('createRun', { definition: { tasks: [{ node: 's', spec: { steps: { deck, main: [dose(1), dose(2)], ...spec } } }] }, queueId, ...input }, 'run { id tasks { nodes { id status } } }');
  expect(userErrors).toEqual([]);
  return { runId: run.id, taskId: run.tasks.nodes[0].id };
}

const STORY = `query($id: ID!) { task(id: $id) { status hold holdMessage holdPrompt { text type } pauseAfter holdStep { path state error } allowedCommands
  phases { nodes { section index state steps { totalCount nodes { id path sample try kind method args state output error superseded attemptNumber startedAt endedAt task { id } phase { section } } } } } } }`;
const story = async (id: string): Promise<Shown> => (await ground.ask(STORY, { id })).data.task;

test('a deck shows what is on it, who offers it, whether it is online, and the task that has it', async () => {
  const place = await newDeck();
  const show = async () => (await ground.ask(`query($name: String!) { deck(name: $name) { id name online runner { name deckNames capabilities { kind pause stopAfter retryStep answerInput cleanup } } holder { id status }
    instruments { name methods { name returns args { name type required nullable min max choices default } } } } decks(filter: { name: { eq: $name } }) { totalCount nodes { id } } }`, { name: place.deck })).data;
  const free = await show();
  expect(free.deck).toMatchObject({
    name: place.deck, online: true, holder: null, runner: { name: `r-${place.deck}`, deckNames: [place.deck] },
    instruments: [{ name: 'pump', methods: [{ name: 'dose', returns: ['float'], args: [{ name: 'volume', type: 'float', required: true, nullable: false, min: 0, max: 100, choices: null, default: null }] }, { name: 'rinse', returns: [], args: [] }] }],
  });
  expect(free.deck.runner.capabilities).toContainEqual({ kind: 'STEPS', pause: true, stopAfter: ['STEP', 'ITERATION', 'TASK'], retryStep: true, answerInput: true, cleanup: true });
  expect(free.decks).toEqual({ totalCount: 1, nodes: [{ id: free.deck.id }] });
  const { taskId } = await newRun(place);
  await place.runner.take(place.deck);
  expect((await show()).deck.holder).toEqual({ id: taskId, status: 'IN_PROGRESS' });
  const { data } = await ground.ask('query($id: ID!) { node(id: $id) { __typename ... on Deck { name } } deck(name: "nowhere") { id } }', { id: free.deck.id });
  expect(data).toEqual({ node: { __typename: 'Deck', name: place.deck }, deck: null });
});

test('a steps run from its making to its end: spec as given, phases, records with arguments and outputs, samples of the run', async () => {
  const place = await newDeck();
  const main = [{ kind: 'repeat', times: '#n', body: [dose('#v')] }, { kind: 'if', condition: '#v > 1', then: [{ kind: 'comment', text: 'much' }], else: [{ kind: 'wait', seconds: 0.5 }] }];
  const { runId, taskId } = await newRun(place, { main, onStepError: 'FAIL' }, { samples: [{ source: { kind: 'ROWS', rows: [{ n: 1, v: 2 }], batch: 1 } }] });
  const { data } = await ground.ask('query($id: ID!) { task(id: $id) { specKind spec { ... on StepsSpec { deck onStepError prep main cleanup source { kind count rows batch } } } run { kind paused allowedCommands } queue { name } } }', { id: taskId });
  expect(data.task).toMatchObject({
    specKind: 'STEPS', queue: { name: `q-${place.deck}` }, run: { kind: 'WORKFLOW', paused: false, allowedCommands: ['PAUSE', 'RETRY', 'FINISH', 'ABORT', 'CLONE'] },
    spec: { deck: place.deck, onStepError: 'FAIL', prep: [], cleanup: [], main, source: { kind: 'ROWS', count: null, rows: [{ n: 1, v: 2 }], batch: 1 } },
  });
  const { runner } = place;
  const attempt = await runner.take(place.deck);
  await runner.phase(attempt, { section: 'main', index: 0, state: 'RUNNING', parameters: [{ n: 1, v: 2 }] });
  await runner.step(attempt, { ...at('0.body[0].0'), state: 'RUNNING', args: { volume: 2 } });
  const running = (await story(taskId)).phases.nodes[0].steps.nodes[0];
  expect(running).toMatchObject({ path: '0.body[0].0', sample: 0, try: 1, kind: 'call', method: 'pump.dose', args: { volume: 2 }, state: 'RUNNING', output: null, endedAt: null, superseded: false, attemptNumber: 1, task: { id: taskId }, phase: { section: 'MAIN' } });
  expect((await ground.ask('query($id: ID!) { node(id: $id) { __typename ... on Step { path } } }', { id: running.id })).data.node).toEqual({ __typename: 'Step', path: '0.body[0].0' });
  await runner.step(attempt, { ...at('0.body[0].0'), state: 'SUCCEEDED', output: { value: 2.5 } });
  await runner.phase(attempt, { section: 'main', index: 0, state: 'SUCCEEDED', outputs: [{ n: 1, v: 2 }] });
  await runner.finish(attempt, { by: 'DONE' });
  const told = await story(taskId);
  expect(told).toMatchObject({ status: 'COMPLETED', phases: { nodes: [{ section: 'MAIN', index: 0, state: 'SUCCEEDED', steps: { totalCount: 1, nodes: [{ state: 'SUCCEEDED', output: { value: 2.5 } }] } }] } });
  expect((await ground.ask('query($id: ID!) { run(id: $id) { status } }', { id: runId })).data.run.status).toBe('SUCCEEDED');
});

test('a spec read back can be given again as it is: the shape of the output is that of the input', async () => {
  const place = await newDeck();
  const given = { deck: place.deck, prep: [dose(0)], main: [{ kind: 'call', id: 'mine', instrument: 'pump', method: 'dose', args: { volume: 3 }, returns: ['got'] }, { kind: 'workflow', name: 'inner', args: {}, steps: [dose(4)], returns: [] }, { kind: 'pause', message: 'look', disabled: true }], cleanup: [] };
  const READ = 'run { tasks { nodes { spec { ... on StepsSpec { deck onStepError prep main cleanup source { kind count batch } } } } } }';
  const make = async (steps: object) => (await ground.command('createRun', { definition: { tasks: [{ node: 's', spec: { steps } }] }, enqueue: false }, READ)).run.tasks.nodes[0].spec;
  const once = await make(given);
  expect(await make(once)).toEqual(once);
});

test('a failed step holds the task: the step is shown, a choice is demanded, and RETRY lets it go on', async () => {
  const place = await newDeck();
  const { taskId } = await newRun(place);
  const { runner } = place;
  const attempt = await runner.take(place.deck);
  await runner.phase(attempt, { section: 'main', index: 0, state: 'RUNNING' });
  await runner.step(attempt, { ...at('0'), state: 'RUNNING' });
  await runner.step(attempt, { ...at('0'), state: 'FAILED', error: 'it jammed' });
  await runner.hold(attempt, { hold: 'STEP_FAILED', holdN: 1, message: 'pump.dose failed', step: { section: 'main', index: 0, path: '0', sample: 0, try: 1 } });
  const held = await story(taskId);
  expect(held).toMatchObject({ status: 'IN_PROGRESS', hold: 'STEP_FAILED', holdMessage: 'pump.dose failed', holdStep: { path: '0', state: 'FAILED', error: 'it jammed' } });
  expect(held.allowedCommands).toContain('RESUME');
  expect(await ground.command('resumeTask', { taskId }, 'task { hold }')).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'CHOOSE_FAILED_STEP' }], task: { hold: 'STEP_FAILED' } });
  expect(await ground.command('resumeTask', { taskId, failedStep: 'RETRY' }, 'task { hold holdStep { path } }')).toMatchObject({ outcome: 'ACCEPTED', task: { hold: 'NONE', holdStep: null } });
  expect((await runner.beat([{ ...attempt, controlN: 0 }])).controls).toMatchObject([{ answer: { holdN: 1, failedStep: 'RETRY' } }]);
  expect(await ground.command('resumeTask', { taskId, failedStep: 'SKIP' }, 'task { hold }')).toMatchObject({ outcome: 'NOOP' });
});

test('an input is asked for with its type, a value that does not fit points at the value, and one that fits goes to the runner', async () => {
  const place = await newDeck();
  const { taskId } = await newRun(place, { main: [{ kind: 'input', name: 'x', prompt: 'how many?', type: 'int' }] });
  const { runner } = place;
  const attempt = await runner.take(place.deck);
  await runner.hold(attempt, { hold: 'INPUT', holdN: 1, prompt: { text: 'how many?', type: 'int' } });
  expect(await story(taskId)).toMatchObject({ hold: 'INPUT', holdPrompt: { text: 'how many?', type: 'int' } });
  expect(await ground.command('answerInput', { taskId, value: 'many' }, 'task { hold }')).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'INVALID', path: ['input', 'value'] }] });
  expect(await ground.command('answerInput', { taskId, value: '12' }, 'task { hold }')).toMatchObject({ outcome: 'ACCEPTED', task: { hold: 'NONE' } });
  expect((await runner.beat([{ ...attempt, controlN: 0 }])).controls).toMatchObject([{ answer: { holdN: 1, value: 12 } }]);
});

test('a pause is asked for with its boundary, and a stop with its own', async () => {
  const place = await newDeck();
  const { taskId } = await newRun(place);
  await place.runner.take(place.deck);
  expect(await ground.command('pauseTask', { taskId, after: 'ITERATION' }, 'task { hold pauseAfter }')).toMatchObject({ outcome: 'ACCEPTED', task: { hold: 'REQUESTED', pauseAfter: 'ITERATION' } });
  expect(await ground.command('pauseTask', { taskId }, 'task { pauseAfter }')).toMatchObject({ outcome: 'ACCEPTED', task: { pauseAfter: 'STEP' } });
  expect(await ground.command('stopTask', { taskId, after: 'STEP', cleanup: 'SKIP', reason: 'enough' }, 'task { order { verb after cleanup } }')).toMatchObject({ outcome: 'ACCEPTED', task: { order: { verb: 'STOP', after: 'STEP', cleanup: 'SKIP' } } });
});

/** A task whose first step succeeded and whose second failed, ended. */
async function failedRun(): Promise<{ taskId: string; place: Awaited<ReturnType<typeof newDeck>> }> {
  const place = await newDeck();
  const { taskId } = await newRun(place, { onStepError: 'FAIL' });
  const { runner } = place;
  const attempt = await runner.take(place.deck);
  await runner.phase(attempt, { section: 'main', index: 0, state: 'RUNNING' });
  for (const [path, state] of [['0', 'SUCCEEDED'], ['1', 'FAILED']] as const) {
    await runner.step(attempt, { ...at(path), state: 'RUNNING' });
    await runner.step(attempt, { ...at(path), state, ...(state === 'FAILED' ? { error: 'it jammed' } : {}) });
  }
  await runner.phase(attempt, { section: 'main', index: 0, state: 'FAILED' });
  await runner.finish(attempt, { by: 'FAILED', message: 'it jammed' });
  return { taskId, place };
}

const PLAN = 'task { id status generation } plan { from generation kept repeated }';

test('a dry run of a retry tells what would happen and does nothing; the retry does it, and a repeat of either answers the same', async () => {
  const { taskId } = await failedRun();
  const before = await story(taskId);
  const asked = { taskId, dryRun: true, requestId: 'dry' };
  const dry = await ground.command('retryTask', asked, PLAN);
  expect(dry).toMatchObject({ outcome: 'ACCEPTED', eventCursor: null, message: expect.stringContaining('keep 1 step'), task: { status: 'FAILED' }, plan: { from: 'FAILED', generation: 1, kept: 1, repeated: 1 } });
  expect(await ground.command('retryTask', asked, PLAN)).toEqual(dry);
  expect(await story(taskId)).toEqual(before);
  const stepId = toGlobalId('Step', (await ground.engine.db.query<{ id: string }>({ name: 'test_first_step', text: 'SELECT step.id FROM step JOIN task ON task.id = step.task_id WHERE path = $1 ORDER BY step.ord DESC LIMIT 1' }, ['0']))[0]!.id);
  expect((await ground.command('retryTask', { taskId, from: 'STEP', stepId, dryRun: true }, PLAN)).plan).toEqual({ from: 'STEP', generation: 1, kept: 0, repeated: 2 });
  expect((await ground.command('retryTask', { taskId, from: 'START', dryRun: true }, PLAN)).plan).toMatchObject({ from: 'START', generation: 2, kept: 0 });
  const done = await ground.command('retryTask', { taskId, from: 'STEP', stepId }, PLAN);
  expect(done).toMatchObject({ outcome: 'ACCEPTED', message: null, plan: null, task: { status: 'QUEUED', generation: 1 } });
  expect((await story(taskId)).phases.nodes[0].steps.nodes.map(({ superseded }: Shown) => superseded)).toEqual([true, true]);
});

test('what a retry cannot take is a user error at its place', async () => {
  const { taskId } = await failedRun();
  const errors = async (input: object) => (await ground.command('retryTask', { taskId, ...input }, 'task { status }')).userErrors.map(({ code, path }: Shown) => [code, path?.join('.')]);
  expect(await errors({ from: 'STEP' })).toEqual([['INVALID', 'input.stepId']]);
  expect(await errors({ from: 'STEP', stepId: taskId })).toEqual([['INVALID', 'input.stepId']]);
  expect(await errors({ overrides: { args: ['x'] } })).toEqual([['INVALID', 'input.overrides.args']]);
  expect(await errors({ overrides: { samples: { kind: 'REPEAT', count: 2 } } })).toEqual([['INVALID', 'input.overrides.samples']]);
  expect(await errors({ from: 'START', overrides: { samples: { kind: 'REPEAT', count: -1 } } })).toEqual([['INVALID', 'input.overrides.samples.count']]);
  expect(await errors({ from: 'START', overrides: { samples: { kind: 'REPEAT', count: 2 } } })).toEqual([]);
});

test('a clone of a steps task is the task of a run of its own, with other samples and in a queue where asked', async () => {
  const { taskId, place } = await failedRun();
  const { task, userErrors } = await ground.command('cloneTask', { taskId, name: 'again', samples: { kind: 'REPEAT', count: 3 }, queueId: place.queueId }, 'task { id name status clonedFrom { id } run { id } queue { id } spec { ... on StepsSpec { source { kind count } } } }');
  expect(userErrors).toEqual([]);
  expect(task).toMatchObject({ name: 'again', status: 'QUEUED', clonedFrom: { id: taskId }, queue: { id: place.queueId }, spec: { source: { kind: 'REPEAT', count: 3 } } });
  expect(task.run.id).not.toBeNull();
  expect(await ground.command('cloneTask', { taskId, args: ['x'] }, 'task { id }')).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'INVALID', path: ['input', 'args'] }] });
});

test('runNow calls a free deck at once; one in use is named with who has it, and one whose runner is gone is offline', async () => {
  const { deck, runner } = await newDeck();
  const call = { deck, instrument: 'pump', method: 'dose', args: { volume: '1.5' } };
  const SHOWN = 'run { id kind name status tasks { nodes { id spec { ... on StepsSpec { main } } } } }';
  const made = await ground.command('runNow', call, SHOWN);
  expect(made).toMatchObject({ outcome: 'ACCEPTED', run: { kind: 'SINGLE', name: 'pump.dose', tasks: { nodes: [{ spec: { main: [{ kind: 'call', args: { volume: 1.5 } }] } }] } } });
  expect(await ground.command('runNow', call, SHOWN)).toMatchObject({ outcome: 'REFUSED', run: null, userErrors: [{ code: 'DECK_BUSY', message: expect.stringContaining(`pump.dose (${made.run.tasks.nodes[0].id})`) }] });
  const [attempt] = await runner.claim(0);
  await runner.finish(attempt!, { by: 'DONE' });
  expect((await ground.ask('query($id: ID!) { run(id: $id) { status } }', { id: made.run.id })).data.run.status).toBe('SUCCEEDED');
  for (const [input, path] of [[{ method: 'dos' }, ['input', 'method']], [{ args: { volume: 'much' } }, ['input', 'args', 'volume']], [{ deck: 'no such' }, ['input', 'deck']]] as const) {
    expect(await ground.command('runNow', { ...call, ...input }, SHOWN)).toMatchObject({ outcome: 'REFUSED', run: null, userErrors: [{ path }] });
  }
  await ground.engine.db.query({ name: 'test_end_lease', text: `UPDATE runner SET lease_until = now() - interval '1 second' WHERE name = $1` }, [runner.name]);
  await reap(ground.engine);
  expect(await ground.command('runNow', call, SHOWN)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'DECK_OFFLINE' }] });
  expect((await ground.ask('query($deck: String!) { deck(name: $deck) { online } }', { deck })).data.deck).toEqual({ online: false });
});

test('a paused run keeps its places in queues back and says so, and a resumed one lets them go', async () => {
  const place = await newDeck();
  const { runId, taskId } = await newRun(place);
  const shown = async () => (await ground.ask('query($id: ID!) { task(id: $id) { queueItem { held isBarrier } run { paused allowedCommands } } }', { id: taskId })).data.task;
  expect(await ground.command('pauseRun', { runId }, 'run { paused }')).toMatchObject({ outcome: 'ACCEPTED', run: { paused: true } });
  expect(await shown()).toMatchObject({ queueItem: { held: true, isBarrier: false }, run: { paused: true, allowedCommands: expect.arrayContaining(['RESUME']) } });
  expect(await place.runner.claim(0, [place.deck])).toEqual([]);
  expect(await ground.command('resumeRun', { runId }, 'run { paused }')).toMatchObject({ outcome: 'ACCEPTED', run: { paused: false } });
  expect(await shown()).toMatchObject({ queueItem: { held: false } });
  expect(await ground.command('finishRun', { runId, reason: 'enough' }, 'run { deactivated tasks { nodes { status statusReason } } }')).toMatchObject({ outcome: 'ACCEPTED', run: { deactivated: 'FINISHED', tasks: { nodes: [{ status: 'STOPPED', statusReason: 'enough' }] } } });
});

test('createTask of steps points to createRun', async () => {
  const { deck } = await newDeck();
  const { userErrors } = await ground.command('createTask', { name: 'x', spec: { steps: { deck, main: [dose(1)] } } }, 'task { id }');
  expect(userErrors).toMatchObject([{ code: 'INVALID', message: expect.stringContaining('createRun') }]);
});
