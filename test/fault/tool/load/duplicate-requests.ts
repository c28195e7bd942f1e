// The same mutation ten times at once at two servers, and again after its answer was lost: one effect, one outcome, the same ids.
import net from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { callApi } from '../../api-client.ts';
import { uuidOf } from '../../resuming-subscriber.ts';
import { seededRandom } from '../../seeded-random.ts';
import { makeQueue } from './load-calls.ts';
import type { LoadStage } from './load-stage.ts';
import type { Judgement } from '../judge-at.ts';
import { rowsOf, verdictOn } from './load-verdict.ts';

/** How often. */
export interface DuplicateOptions {
  readonly seed: number;
  /** Rounds of all mutations. */
  readonly rounds: number;
  /** Copies sent at the same time. */
  readonly copies: number;
}

/** What was found. */
export interface DuplicateOutcome {
  readonly verdict: Judgement;
  /** Answers of one request that differ from each other. */
  readonly differing: readonly string[];
  /** Requests that left events, and rows that were made; and as many as there must be of each. */
  readonly effects: { readonly requests: number; readonly tasks: number; readonly runs: number; readonly queues: number };
  readonly expected: { readonly requests: number; readonly tasks: number; readonly runs: number; readonly queues: number };
  readonly figures: Readonly<Record<string, number>>;
}

type Payload = Readonly<Record<string, unknown>> & { readonly userErrors: readonly unknown[] };

/** Latest moment at which a connection is cut after its request was sent, ms; a mutation takes some 5. */
const LATEST_CUT_MS = 8;
/** Tasks of each run. */
const RUN_TASKS = 3;

const OUTCOME = 'outcome message eventCursor userErrors { message code }';
const MUTATIONS = {
  createTask: `mutation ($input: CreateTaskInput!) { createTask(input: $input) { ${OUTCOME} task { id } } }`,
  createRun: `mutation ($input: CreateRunInput!) { createRun(input: $input) { ${OUTCOME} run { id tasks { nodes { id } } } } }`,
  createQueue: `mutation ($input: CreateQueueInput!) { createQueue(input: $input) { ${OUTCOME} queue { id } } }`,
  moveQueueItems: `mutation ($input: MoveQueueItemsInput!) { moveQueueItems(input: $input) { ${OUTCOME} queue { id } } }`,
  pauseQueue: `mutation ($input: PauseQueueInput!) { pauseQueue(input: $input) { ${OUTCOME} queue { id } } }`,
  resumeQueue: `mutation ($input: ResumeQueueInput!) { resumeQueue(input: $input) { ${OUTCOME} queue { id } } }`,
  cloneTask: `mutation ($input: CloneTaskInput!) { cloneTask(input: $input) { ${OUTCOME} task { id } } }`,
  abortTask: `mutation ($input: AbortTaskInput!) { abortTask(input: $input) { ${OUTCOME} task { id } } }`,
  retryTask: `mutation ($input: RetryTaskInput!) { retryTask(input: $input) { ${OUTCOME} task { id } } }`,
} as const;
type Mutation = keyof typeof MUTATIONS;
const ITEMS = 'query ($id: ID!) { queue(id: $id) { items(first: 100) { nodes { id } } } }';

/** Sends every mutation in each round: in even ones all copies at once, in odd ones with the first answers lost. */
export async function duplicateRequests(stage: LoadStage, { seed, rounds, copies }: DuplicateOptions): Promise<DuplicateOutcome> {
  const random = seededRandom(seed);
  const urls = stage.servers.map(({ url }) => url);
  const queueId = await makeQueue(stage.url, 'twice');
  const differing: string[] = [];
  const accepted: string[] = [];
  let requests = 0;
  let lost = 0;
  const once = async (name: Mutation, input: object): Promise<Payload> => {
    const requestId = `twice-${++requests}`;
    const body = JSON.stringify({ query: MUTATIONS[name], variables: { input: { ...input, requestId } } });
    if (requests % 2 === 0) for (const url of urls) lost += await cutOff(url, body, random() * LATEST_CUT_MS);
    const answers = await Promise.all(Array.from({ length: copies }, async (_, i) => (await callApi<Record<string, Payload>>(urls[i % urls.length]!, MUTATIONS[name], { input: { ...input, requestId } }))[name]!));
    for (const answer of answers) if (!isDeepStrictEqual(answer, answers[0])) differing.push(`${requestId} ${name}: ${JSON.stringify(answers[0])} and ${JSON.stringify(answer)}`);
    if (answers[0]!.userErrors.length > 0) differing.push(`${requestId} ${name} was refused: ${JSON.stringify(answers[0])}`);
    return answers[0]!;
  };
  const begun = performance.now();
  for (let round = 0; round < rounds; round++) accepted.push(...(await playRound(once, stage.url, { queueId, round })));
  const seconds = (performance.now() - begun) / 1_000;
  const [effects] = await rowsOf<DuplicateOutcome['effects']>(stage.databaseUrl, `SELECT (SELECT count(DISTINCT request_id)::int FROM event WHERE request_id LIKE 'twice-%') AS requests,
    (SELECT count(*)::int FROM task) AS tasks, (SELECT count(*)::int FROM run) AS runs, (SELECT count(*)::int FROM queue WHERE name LIKE 'made-%') AS queues`);
  const verdict = await verdictOn(stage.databaseUrl, { expectations: { accepted } });
  return {
    verdict, differing, effects: effects!, expected: { requests, tasks: rounds * (2 + RUN_TASKS), runs: rounds, queues: rounds },
    figures: { requests, copies: requests * copies, 'answers lost': lost, 'requests/s': (requests * copies) / seconds, 'answers that differ': differing.length },
  };
}

/** Gives back the UUIDs of what was made. */
async function playRound(once: (name: Mutation, input: object) => Promise<Payload>, url: string, { queueId, round }: { queueId: string; round: number }): Promise<string[]> {
  const spec = { command: { binary: 'true' } };
  const { task } = (await once('createTask', { name: `task ${round}`, spec, enqueue: true, queueId })) as unknown as { task: { id: string } };
  const tasks = Array.from({ length: RUN_TASKS }, (_, i) => ({ node: `n${i}`, spec }));
  const { run } = (await once('createRun', { definition: { tasks }, queueId })) as unknown as { run: { id: string; tasks: { nodes: { id: string }[] } } };
  await once('createQueue', { name: `made-${round}`, accepts: ['COMMAND'] });
  const { queue } = await callApi<{ queue: { items: { nodes: { id: string }[] } } }>(url, ITEMS, { id: queueId });
  await once('moveQueueItems', { queueId, itemIds: [queue.items.nodes.at(-1)!.id], to: { index: 0 } });
  await once('pauseQueue', { queueId });
  await once('resumeQueue', { queueId });
  const { task: clone } = (await once('cloneTask', { taskId: task.id, queueId })) as unknown as { task: { id: string } };
  await once('abortTask', { taskId: task.id });
  await once('retryTask', { taskId: task.id, from: 'START' });
  return [task.id, run.id, clone.id, ...run.tasks.nodes.map(({ id }) => id)].map(uuidOf);
}

/** Sends a request whole and cuts the connection before an answer can be read; 1 when none had come by then. */
function cutOff(url: string, body: string, afterMs: number): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answered = false;
    const socket = net.connect(Number(port), hostname, () => {
      socket.write(`POST /graphql HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, () => {
        setTimeout(() => socket.destroy(), afterMs); // the moment of the fault, not a wait for a result
      });
    });
    socket.on('data', () => (answered = true));
    socket.on('error', reject);
    socket.on('close', () => resolve(answered ? 0 : 1));
  });
}
