// The server is killed inside a pause, a move and a retry: each command that was repeated until it was answered has had one effect.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { decodeCursor } from '../../src/domain/event/cursor.ts';
import { callApi } from './api-client.ts';
import { judge } from './judge.ts';
import { PersistentClient, type Payload } from './persistent-client.ts';
import { ResumingSubscriber, uuidOf } from './resuming-subscriber.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

const VERBS = ['pause', 'move', 'retry'] as const;
type Verb = (typeof VERBS)[number];
const KILLS = 15;
const LEAST_KILLS_INSIDE_EACH = 3;
/** Latest moment of a kill after its command was sent, in milliseconds; a command takes some 5. */
const LATEST_KILL_MS = 4;
const ON_SHELF = 12;

const CURSOR = '{ eventCursor }';
const DECK = 'query ($name: String!) { deck(name: $name) { name } }';
const CREATE_QUEUE = 'mutation ($input: CreateQueueInput!) { createQueue(input: $input) { queue { id } userErrors { message } } }';
const CREATE_TASK = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } userErrors { message } } }';
const CREATE_RUN = 'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { tasks { nodes { id } } } userErrors { message } } }';
const ITEMS = 'query ($id: ID!) { queue(id: $id) { items(first: 100) { nodes { id task { id } } } } }';
const TASK = 'query ($id: ID!) { task(id: $id) { status hold } }';
const ATTEMPTS = 'query ($id: ID!) { task(id: $id) { attempts(first: 100) { nodes { outcome } } } }';
const STEPS = 'query ($id: ID!) { task(id: $id) { phases(first: 1) { nodes { steps(first: 100) { totalCount } } } } }';
const PAUSE = 'mutation ($input: PauseTaskInput!) { pauseTask(input: $input) { task { hold } userErrors { message } } }';
const RESUME = 'mutation ($input: ResumeTaskInput!) { resumeTask(input: $input) { task { hold } userErrors { message } } }';
const STOP = 'mutation ($input: StopTaskInput!) { stopTask(input: $input) { task { hold } userErrors { message } } }';
const MOVE = 'mutation ($input: MoveQueueItemsInput!) { moveQueueItems(input: $input) { userErrors { message } } }';
const RETRY = 'mutation ($input: RetryTaskInput!) { retryTask(input: $input) { task { id } userErrors { message } } }';

let server: ServerProcess | null = null;
afterEach(async () => {
  await server?.stop();
});

test(`the server is killed ${KILLS} times inside pauses, moves and retries that are repeated until they are answered: each has one effect`, async () => {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  const device = path.join(mkdtempSync(path.join(tmpdir(), 'switchyard-device-')), 'device.log');
  server = await ServerProcess.prepare({ SWITCHYARD_DECKS: deckFile(device) });
  await server.start();
  await until('the deck is offered', async () => (await ask<{ deck: object | null }>(DECK, { name: 'device' })).deck !== null, { withinMs: 30_000 });
  const subscriber = new ResumingSubscriber(server.url, (await ask<{ eventCursor: string }>(CURSOR)).eventCursor);
  const work = await makeWork();

  const clients = Object.fromEntries(VERBS.map((verb) => [verb, new PersistentClient(server!.url, verb)])) as Record<Verb, PersistentClient>;
  const over = new AbortController();
  const loops = [pauseAndResume(clients.pause, work.steps, { random, over: over.signal }), move(clients.move, work.shelf, { random, over: over.signal }), retry(clients.retry, work.failing, over.signal)];
  const inside = await killAgainAndAgain(server, clients, { random, loops });
  over.abort();
  const [, order, retries] = (await Promise.all(loops)) as [void, readonly string[], number];

  await clients.pause.command(STOP, { taskId: work.steps, after: 'STEP', cleanup: 'SKIP' });
  await until('the steps have stopped', async () => (await taskOf(work.steps)).status === 'STOPPED', { withinMs: 30_000 });
  expect((await itemsOf(work.shelf.queueId)).map(({ id }) => id), `seed ${seed}`).toEqual(order);
  expect(await failuresOf(work.failing), `seed ${seed}`).toBe(1 + retries);
  const { task } = await ask<{ task: { phases: { nodes: { steps: { totalCount: number } }[] } } }>(STEPS, { id: work.steps });
  expect(task.phases.nodes[0]!.steps.totalCount, `seed ${seed}`).toBe(readFileSync(device, 'utf8').split('\n').length - 1);

  const { eventCursor: head } = await ask<{ eventCursor: string }>(CURSOR);
  await until('the subscriber has everything', () => subscriber.upTo >= decodeCursor(head)!.seq, { withinMs: 30_000 });
  await subscriber.close();
  expect(await server.stop()).toBe(0);
  const report = await judge(path.join(server.directory, 'data'), { accepted: work.accepted, subscriber });
  const told = VERBS.map((verb) => `${verb}: ${clients[verb].answered} answered, ${clients[verb].repeated} repeats, ${inside[verb]} kills inside`).join('; ');
  console.log(`seed ${seed}: ${told}\n${report.text}`);
  for (const verb of VERBS) expect(inside[verb], `${verb}, seed ${seed}`).toBeGreaterThanOrEqual(LEAST_KILLS_INSIDE_EACH);
  expect(subscriber.disorder, `seed ${seed}`).toBe(0);
  expect(report.violations, `seed ${seed}`).toEqual([]);
}, 600_000);

interface Shelf {
  readonly queueId: string;
  readonly items: readonly string[];
}

/** A queue that nobody takes from, a task that goes step by step for hours, and one that fails at once. */
async function makeWork(): Promise<{ shelf: Shelf; steps: string; failing: string; accepted: readonly string[] }> {
  const { createQueue } = await ask<{ createQueue: { queue: { id: string } } }>(CREATE_QUEUE, { input: { name: 'shelf', accepts: ['COMMAND'] } });
  const queueId = createQueue.queue.id;
  const onShelf: string[] = [];
  for (let i = 0; i < ON_SHELF; i++) onShelf.push(await createTask({ name: `shelf ${i}`, spec: { command: { binary: 'true' } }, enqueue: true, queueId }));
  const failing = await createTask({ name: 'fails', spec: { command: { binary: 'false' } }, enqueue: true });
  const call = { kind: 'call', instrument: 'arm', method: 'move', args: {} };
  const spec = { steps: { deck: 'device', prep: [], main: [{ kind: 'repeat', times: 40_000, body: [call] }], cleanup: [] } };
  const { createRun } = await ask<{ createRun: { run: { tasks: { nodes: { id: string }[] } } | null } & Payload }>(CREATE_RUN, { input: { definition: { tasks: [{ node: 'steps', spec }] }, enqueue: true } });
  expect(createRun.userErrors).toEqual([]);
  const steps = createRun.run!.tasks.nodes[0]!.id;
  return { shelf: { queueId, items: (await itemsOf(queueId)).map(({ id }) => id) }, steps, failing, accepted: [...onShelf, failing, steps].map(uuidOf) };
}

async function createTask(input: object): Promise<string> {
  const { createTask: made } = await ask<{ createTask: { task: { id: string } | null } & Payload }>(CREATE_TASK, { input });
  expect(made.userErrors).toEqual([]);
  return made.task!.id;
}

/** Pauses after the step in progress, then resumes: now and then before the pause has taken effect. */
async function pauseAndResume(client: PersistentClient, taskId: string, { random, over }: { random: () => number; over: AbortSignal }): Promise<void> {
  await until('the steps run', async () => (await taskOf(taskId)).status === 'IN_PROGRESS', { withinMs: 60_000 });
  while (!over.aborted) {
    expect(await client.command<Payload>(PAUSE, { taskId, after: 'STEP' })).toMatchObject({ task: { hold: expect.stringMatching(/REQUESTED|USER/) }, userErrors: [] });
    if (random() < 0.5) await until('it stands still', async () => (await patient(() => taskOf(taskId)))?.hold === 'USER', { withinMs: 60_000 });
    expect((await client.command<Payload>(RESUME, { taskId })).userErrors).toEqual([]);
  }
}

/** Moves one to three items anywhere; gives back the order that the moves make when each happens once. */
async function move(client: PersistentClient, shelf: Shelf, { random, over }: { random: () => number; over: AbortSignal }): Promise<readonly string[]> {
  let order = [...shelf.items];
  while (!over.aborted) {
    const moved = order.filter(() => random() < 0.15).slice(0, 3);
    if (moved.length === 0) continue;
    const rest = order.filter((id) => !moved.includes(id));
    const index = Math.floor(random() * (rest.length + 1));
    expect((await client.command<Payload>(MOVE, { queueId: shelf.queueId, itemIds: moved, to: { index } })).userErrors).toEqual([]);
    order = [...rest.slice(0, index), ...moved, ...rest.slice(index)];
  }
  return order;
}

/** Retries a task that fails again each time; gives back how often. */
async function retry(client: PersistentClient, taskId: string, over: AbortSignal): Promise<number> {
  const failed = (): Promise<void> => until('it has failed', async () => (await patient(() => taskOf(taskId)))?.status === 'FAILED', { withinMs: 60_000 });
  let retries = 0;
  for (; !over.aborted; retries++) {
    await failed();
    expect((await client.command<Payload>(RETRY, { taskId })).userErrors).toEqual([]);
  }
  await failed();
  return retries;
}

/** Takes turns with the verbs: waits until such a command is under way, and kills a moment later. Gives back how many kills were inside, by verb. */
async function killAgainAndAgain(target: ServerProcess, clients: Record<Verb, PersistentClient>, { random, loops }: { random: () => number; loops: readonly Promise<unknown>[] }): Promise<Record<Verb, number>> {
  const inside = { pause: 0, move: 0, retry: 0 };
  let failed: unknown = null;
  for (const loop of loops) loop.catch((error: unknown) => (failed = error));
  for (let i = 0; i < KILLS; i++) {
    const verb = VERBS[i % VERBS.length]!;
    const client = clients[verb];
    const { answered } = client;
    await until(`the client of ${verb} has been answered again`, () => failed !== null || client.answered > answered, { withinMs: 60_000 });
    while (!client.isWaiting && failed === null) await new Promise((resolve) => setImmediate(resolve));
    if (failed !== null) throw failed;
    await new Promise((resolve) => setTimeout(resolve, random() * LATEST_KILL_MS)); // the moment of the fault, not a wait for a result
    if (client.isWaiting) inside[verb] += 1;
    await target.kill();
    await target.start();
  }
  return inside;
}

async function taskOf(id: string): Promise<{ status: string; hold: string }> {
  return (await ask<{ task: { status: string; hold: string } }>(TASK, { id })).task;
}

/** Attempts that failed by themselves. One whose claim was never answered, because the server was killed, is handed back and made again. */
async function failuresOf(id: string): Promise<number> {
  const { nodes } = (await ask<{ task: { attempts: { nodes: { outcome: string }[] } } }>(ATTEMPTS, { id })).task.attempts;
  const others = nodes.filter(({ outcome }) => !['FAILED', 'HANDED_BACK', 'LOST'].includes(outcome));
  expect(others).toEqual([]);
  return nodes.filter(({ outcome }) => outcome === 'FAILED').length;
}

async function itemsOf(id: string): Promise<readonly { id: string }[]> {
  return (await ask<{ queue: { items: { nodes: { id: string }[] } } }>(ITEMS, { id })).queue.items.nodes;
}

function ask<T>(query: string, variables: object = {}): Promise<T> {
  return callApi<T>(server!.url, query, variables);
}

/** Null while the server is away. */
function patient<T>(read: () => Promise<T>): Promise<T | null> {
  return read().catch(() => null);
}

function deckFile(device: string): string {
  const file = path.join(path.dirname(device), 'device-deck.mjs');
  writeFileSync(device, '');
  writeFileSync(file, `import { appendFileSync } from 'node:fs';
export default { name: 'device', instruments: [{ name: 'arm', methods: { move: { args: {}, returns: null, async run() {
  appendFileSync(${JSON.stringify(device)}, 'moved\\n');
  await new Promise((resolve) => setTimeout(resolve, 20));
} } } }] };
`);
  return file;
}
