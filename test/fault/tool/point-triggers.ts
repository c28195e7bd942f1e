// What brings the server to each of its points: for every op of the server the deeds that lead there, by plain clients.
import { callApi } from '../api-client.ts';
import type { KillableRunner } from '../killable-runner.ts';
import type { PersistentClient, Payload } from '../persistent-client.ts';
import { uuidOf } from '../resuming-subscriber.ts';
import { until } from '../until.ts';
import type { FaultGround } from './fault-ground.ts';

/** Name of the deck that the runner offers; its one method takes 20 ms. */
export const DECK = 'device';

/** What triggers work with. */
export interface TriggerPlace {
  readonly ground: FaultGround;
  readonly runner: KillableRunner;
  /** Gives the commands that only prepare; the deed itself is the ground's client's. */
  readonly helper: PersistentClient;
  /** Global id of a queue that nobody takes from. */
  readonly shelf: string;
}

/** `prepare` leads up to the deed; `act`, which the crash falls into, repeats until it is answered; `after` tidies up. */
export interface Trigger {
  readonly prepare?: (place: TriggerPlace) => Promise<string>;
  readonly act: (place: TriggerPlace, prepared: string) => Promise<unknown>;
  readonly after?: (place: TriggerPlace, prepared: string) => Promise<unknown>;
  /** It may have to be done more often than the point is to be passed: what comes together shares its transaction. */
  readonly again?: true;
}

type Answer = Payload & { readonly outcome: string; readonly [object: string]: unknown };

const SPEC = { command: { binary: 'true' } };
const WITHIN = { withinMs: 60_000 } as const;

/** A command by its mutation; the input is made of what was prepared. */
function deed(field: string, input: (prepared: string, place: TriggerPlace) => object, prepare?: Trigger['prepare'], after?: Trigger['after']): Trigger {
  return {
    ...(prepare ? { prepare } : {}), ...(after ? { after } : {}),
    act: async (place, prepared) => {
      const answer = await place.ground.client.act<Answer>(field, input(prepared, place));
      if (answer.outcome !== 'ACCEPTED') throw new Error(`${field} was answered ${JSON.stringify(answer)}`);
    },
  };
}

let names = 0;
const newName = (): string => `made-${++names}`;

async function make(place: TriggerPlace, field: string, input: object, shown: string): Promise<Answer> {
  const answer = await place.helper.act<Answer>(field, input, shown);
  if (answer.outcome !== 'ACCEPTED') throw new Error(`${field} was answered ${JSON.stringify(answer)}`);
  return answer;
}

async function task(place: TriggerPlace, input: object = {}): Promise<string> {
  const { task: made } = (await make(place, 'createTask', { name: newName(), spec: SPEC, ...input }, 'task { id }')) as unknown as { task: { id: string } };
  place.ground.accepted.push(uuidOf(made.id));
  return made.id;
}

const shelved = (place: TriggerPlace): Promise<string> => task(place, { enqueue: true, queueId: place.shelf });

async function stopped(place: TriggerPlace): Promise<string> {
  const id = await shelved(place);
  await make(place, 'abortTask', { taskId: id }, '');
  return id;
}

async function ended(place: TriggerPlace, binary: 'true' | 'false'): Promise<string> {
  const id = await task(place, { enqueue: true, spec: { command: { binary } } });
  await until('it has ended', async () => ['COMPLETED', 'FAILED'].includes((await stateOf(place, id)).status), WITHIN);
  return id;
}

async function itemOf(place: TriggerPlace): Promise<string> {
  const id = await shelved(place);
  return (await ask<{ task: { queueItem: { id: string } } }>(place, 'query ($id: ID!) { task(id: $id) { queueItem { id } } }', { id })).task.queueItem.id;
}

async function barrier(place: TriggerPlace): Promise<string> {
  return ((await make(place, 'addQueueBarrier', { queueId: place.shelf }, 'queueItem { id }')) as unknown as { queueItem: { id: string } }).queueItem.id;
}

async function queue(place: TriggerPlace): Promise<string> {
  return ((await make(place, 'createQueue', { name: newName(), accepts: ['COMMAND'] }, 'queue { id }')) as unknown as { queue: { id: string } }).queue.id;
}

async function pausedQueue(place: TriggerPlace): Promise<string> {
  const id = await queue(place);
  await make(place, 'pauseQueue', { queueId: id }, '');
  return id;
}

async function run(place: TriggerPlace, input: object = {}, tasks: readonly object[] = [{ node: 'a', spec: SPEC }, { node: 'b', spec: SPEC, needs: ['a'] }]): Promise<string> {
  const { run: made } = (await make(place, 'createRun', { definition: { tasks }, queueId: place.shelf, ...input }, 'run { id }')) as unknown as { run: { id: string } };
  place.ground.accepted.push(uuidOf(made.id));
  return made.id;
}

async function failedRun(place: TriggerPlace): Promise<string> {
  const id = await run(place, { enqueue: true, queueId: null }, [{ node: 'a', spec: { command: { binary: 'false' } } }]);
  await until('the run has failed', async () => (await ask<{ run: { status: string } }>(place, 'query ($id: ID!) { run(id: $id) { status } }', { id })).run.status === 'FAILED', WITHIN);
  return id;
}

/** A task at the deck, at work or waiting for an answer; the deck has room for one. */
async function atDeck(place: TriggerPlace, main: readonly object[]): Promise<string> {
  const id = await run(place, { enqueue: true, queueId: null }, [{ node: 'steps', spec: { steps: { deck: DECK, prep: [], main, cleanup: [] } } }]);
  const { run: made } = await ask<{ run: { tasks: { nodes: { id: string }[] } } }>(place, 'query ($id: ID!) { run(id: $id) { tasks { nodes { id } } } }', { id });
  return made.tasks.nodes[0]!.id;
}

const CALL = { kind: 'call', instrument: 'arm', method: 'move', args: {} };
const LONG = [{ kind: 'repeat', times: 40_000, body: [CALL] }];

async function moving(place: TriggerPlace): Promise<string> {
  const id = await atDeck(place, LONG);
  await until('the deck moves', async () => (await stateOf(place, id)).status === 'IN_PROGRESS', WITHIN);
  return id;
}

async function standing(place: TriggerPlace): Promise<string> {
  const id = await moving(place);
  await make(place, 'pauseTask', { taskId: id, after: 'STEP' }, '');
  await until('the deck stands', async () => (await stateOf(place, id)).hold === 'USER', WITHIN);
  return id;
}

async function asking(place: TriggerPlace): Promise<string> {
  const id = await atDeck(place, [{ kind: 'input', name: 'answer', prompt: 'which?', type: 'str' }]);
  await until('it asks', async () => (await stateOf(place, id)).hold === 'INPUT', WITHIN);
  return id;
}

async function endAtDeck(place: TriggerPlace, id: string): Promise<void> {
  await place.helper.act<Answer>('killTask', { taskId: id });
  await until('the deck is free', async () => (await ask<{ task: { status: string } }>(place, STATE, { id })).task.status !== 'IN_PROGRESS', WITHIN);
}

/** A call before this one may still be under way, or wait for its lost claim to be handed back. */
async function deckIsFree({ ground }: TriggerPlace): Promise<string> {
  await until('the deck is free', async () => (await ground.sql(`SELECT 1 FROM slot WHERE resource_kind = 'DECK' AND attempt_id IS NOT NULL`)).length === 0, WITHIN);
  return DECK;
}

const STATE = 'query ($id: ID!) { task(id: $id) { status hold } }';

async function stateOf(place: TriggerPlace, id: string): Promise<{ status: string; hold: string }> {
  return (await ask<{ task: { status: string; hold: string } }>(place, STATE, { id })).task;
}

function ask<T>({ ground }: TriggerPlace, query: string, variables: object): Promise<T> {
  return callApi<T>(ground.server.url, query, variables);
}

/** What comes by itself, every second or every beat. */
const COMES_BY_ITSELF = { act: () => Promise.resolve() } as const;
const shortTask: Trigger = {
  again: true,
  async act({ ground }) {
    const id = await ground.task({ seconds: 0.1 });
    await until('the program runs or the server has ended', () => ground.server.hasEnded || ground.effects.hasStarted(id), WITHIN);
  },
};

/** A runner that dies with work: another session of it makes the reaper end what it had. */
const deadRunner: Trigger = {
  prepare: async ({ ground, runner }) => {
    const id = await ground.task({ seconds: 1 });
    await until('the program runs', () => ground.effects.hasStarted(id), WITHIN);
    await runner.kill();
    return id;
  },
  act: ({ runner }) => Promise.resolve(runner.start()),
};

/** Every op that a server of this version can be brought to, each with what brings it there. */
export const TRIGGERS: Readonly<Record<string, Trigger>> = {
  claim: shortTask,
  report: shortTask,
  beat: COMES_BY_ITSELF,
  reap: COMES_BY_ITSELF,
  sweepOutside: COMES_BY_ITSELF,
  lose: deadRunner,
  session: { act: async ({ runner }) => { await runner.kill(); runner.start(); } },
  createProject: deed('createProject', () => ({ path: `/${newName()}` })),
  createQueue: deed('createQueue', () => ({ name: newName(), accepts: ['COMMAND'] })),
  updateQueue: deed('updateQueue', (queueId) => ({ queueId, maxRunning: 3 }), queue),
  pauseQueue: deed('pauseQueue', (queueId) => ({ queueId }), queue),
  resumeQueue: deed('resumeQueue', (queueId) => ({ queueId }), pausedQueue),
  drainQueue: deed('drainQueue', (queueId) => ({ queueId }), queue),
  addQueueBarrier: deed('addQueueBarrier', (_none, { shelf }) => ({ queueId: shelf })),
  removeQueueBarrier: deed('removeQueueBarrier', (itemId) => ({ itemId }), barrier),
  moveQueueItems: deed('moveQueueItems', (itemId, { shelf }) => ({ queueId: shelf, itemIds: [itemId], to: { index: 0 } }), itemOf),
  renameQueueItem: deed('renameQueueItem', (itemId) => ({ itemId, displayName: newName() }), itemOf),
  saveDraft: deed('saveDraft', () => ({ body: { made: newName() } })),
  saveWorkflow: deed('saveWorkflow', () => ({ name: newName(), definition: { tasks: [{ node: 'a', spec: SPEC }] } })),
  createTask: deed('createTask', () => ({ name: newName(), spec: SPEC })),
  cloneTask: deed('cloneTask', (taskId) => ({ taskId }), task),
  enqueueTask: deed('enqueueTask', (taskId, { shelf }) => ({ taskId, queueId: shelf }), task),
  dequeueTask: deed('dequeueTask', (taskId) => ({ taskId }), shelved),
  abortTask: deed('abortTask', (taskId) => ({ taskId }), shelved),
  closeTask: deed('closeTask', (taskId) => ({ taskId }), stopped),
  deleteTask: deed('deleteTask', (taskId) => ({ taskId }), stopped),
  resetTask: deed('resetTask', (taskId) => ({ taskId }), stopped),
  publishTask: deed('publishTask', (taskId) => ({ taskId }), (place) => ended(place, 'true')),
  retryTask: deed('retryTask', (taskId) => ({ taskId }), (place) => ended(place, 'false')),
  pauseTask: deed('pauseTask', (taskId) => ({ taskId, after: 'STEP' }), moving, endAtDeck),
  resumeTask: deed('resumeTask', (taskId) => ({ taskId }), standing, endAtDeck),
  stopTask: deed('stopTask', (taskId) => ({ taskId, after: 'STEP', cleanup: 'SKIP' }), moving, endAtDeck),
  killTask: deed('killTask', (taskId) => ({ taskId }), moving, endAtDeck),
  answerInput: deed('answerInput', (taskId) => ({ taskId, value: 'that one' }), asking, endAtDeck),
  runNow: deed('runNow', () => ({ deck: DECK, instrument: 'arm', method: 'move', args: {} }), deckIsFree),
  createRun: deed('createRun', (_none, { shelf }) => ({ definition: { tasks: [{ node: 'a', spec: SPEC }] }, queueId: shelf })),
  enqueueRun: deed('enqueueRun', (runId) => ({ runId }), (place) => run(place, { enqueue: false })),
  cloneRun: deed('cloneRun', (runId) => ({ runId }), run),
  abortRun: deed('abortRun', (runId) => ({ runId }), (place) => run(place, { enqueue: true })),
  finishRun: deed('finishRun', (runId) => ({ runId }), (place) => run(place, { enqueue: true })),
  pauseRun: deed('pauseRun', (runId) => ({ runId }), (place) => run(place, { enqueue: true })),
  resumeRun: deed('resumeRun', (runId) => ({ runId }), async (place) => {
    const id = await run(place, { enqueue: true });
    await make(place, 'pauseRun', { runId: id }, '');
    return id;
  }),
  retryRun: deed('retryRun', (runId) => ({ runId }), failedRun),
};
