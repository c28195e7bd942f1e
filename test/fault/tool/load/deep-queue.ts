// A queue with thousands of items: filled one by one, paged, moved within, and drained by claims, with the time each takes.
import { callApi } from '../../api-client.ts';
import { uuidOf } from '../../resuming-subscriber.ts';
import { seededRandom } from '../../seeded-random.ts';
import { percentile } from '../fault-report.ts';
import { HttpClaimer } from './http-claimer.ts';
import { makeQueue } from './load-calls.ts';
import type { LoadStage } from './load-stage.ts';

/** How deep. */
export interface DepthOptions {
  readonly seed: number;
  readonly items: number;
  readonly moves: number;
}

/** What was found. */
export interface DepthOutcome {
  readonly accepted: readonly string[];
  /** Task ids in the order in which the queue listed them before the drain, and in which the claims brought them. */
  readonly listed: readonly string[];
  readonly drained: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/** Clients that enqueue at the same time. */
const ENQUEUERS = 8;
/** Items of one page. */
const PAGE = 100;
/** Attempts of one claim while draining. */
const CLAIM = 20;

const CREATE = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } userErrors { message } } }';
const ITEMS = 'query ($id: ID!, $after: String) { queue(id: $id) { items(first: 100, after: $after) { nodes { id task { id name status } } pageInfo { endCursor hasNextPage } } } }';
const MOVE = 'mutation ($input: MoveQueueItemsInput!) { moveQueueItems(input: $input) { userErrors { message } } }';

interface Item {
  readonly id: string;
  readonly task: { readonly id: string } | null;
}

interface ItemPage {
  readonly queue: { readonly items: { readonly nodes: readonly Item[]; readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean } } };
}

/** Fills, pages, moves, pages again, drains. One claimer drains, so that the order can be compared with the list. */
export async function deepQueue(stage: LoadStage, { seed, items, moves }: DepthOptions): Promise<DepthOutcome> {
  const random = seededRandom(seed);
  const queueId = await makeQueue(stage.url, 'deep');
  const begun = performance.now();
  const accepted = (await Promise.all(Array.from({ length: ENQUEUERS }, (_, i) => fill(stage.url, queueId, Math.floor((items + i) / ENQUEUERS))))).flat();
  const enqueueSeconds = (performance.now() - begun) / 1_000;
  const pageMs: number[] = [];
  const before = await list(stage.url, queueId, pageMs);
  const moveMs: number[] = [];
  const order = before.map(({ id }) => id);
  for (let i = 0; i < moves; i++) {
    const [from, index] = [Math.floor(random() * order.length), middleOf(order.length, random)];
    const [moved] = order.splice(from, 1);
    order.splice(index, 0, moved!);
    moveMs.push(await timed(() => move(stage.url, { queueId, itemIds: [moved], to: { index } })));
  }
  const after = await list(stage.url, queueId, pageMs);
  if (after.some(({ id }, i) => id !== order[i])) throw new Error(`the order after ${moves} moves is not the one they make; seed ${seed}`);
  const claimMs: number[] = [];
  const drainBegun = performance.now();
  const drained = await drain(await HttpClaimer.open(stage.url, 'drainer', ['deep']), claimMs);
  return { accepted: accepted.map(uuidOf), listed: after.map(({ task }) => uuidOf(task!.id)), drained, figures: {
    items, 'enqueue/s': items / enqueueSeconds, 'page of 100 p50 ms': percentile(pageMs, 0.5), 'page of 100 p99 ms': percentile(pageMs, 0.99),
    'move into the middle p50 ms': percentile(moveMs, 0.5), 'move into the middle p99 ms': percentile(moveMs, 0.99), [`claim of ${CLAIM} p50 ms`]: percentile(claimMs, 0.5), [`claim of ${CLAIM} p99 ms`]: percentile(claimMs, 0.99),
    'drained/s': drained.length / ((performance.now() - drainBegun) / 1_000), 'server MB': stage.weight()?.megabytes ?? Number.NaN,
  } };
}

async function fill(url: string, queueId: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const { createTask } = await callApi<{ createTask: { task: { id: string } | null; userErrors: object[] } }>(url, CREATE, { input: { name: `item ${i}`, spec: { command: { binary: 'true' } }, enqueue: true, queueId } });
    if (!createTask.task || createTask.userErrors.length > 0) throw new Error(`a task was not enqueued: ${JSON.stringify(createTask)}`);
    ids.push(createTask.task.id);
  }
  return ids;
}

async function list(url: string, id: string, pageMs: number[]): Promise<Item[]> {
  const all: Item[] = [];
  let after: string | null = null;
  for (;;) {
    const asked = performance.now();
    const page: ItemPage['queue']['items'] = (await callApi<ItemPage>(url, ITEMS, { id, after })).queue.items;
    pageMs.push(performance.now() - asked);
    all.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return all;
    if (page.nodes.length !== PAGE) throw new Error(`a page that has a next one holds ${page.nodes.length} items`);
    after = page.pageInfo.endCursor;
  }
}

function middleOf(length: number, random: () => number): number {
  return Math.floor(length * (0.25 + random() / 2));
}

async function move(url: string, input: object): Promise<void> {
  const { moveQueueItems } = await callApi<{ moveQueueItems: { userErrors: object[] } }>(url, MOVE, { input });
  if (moveQueueItems.userErrors.length > 0) throw new Error(`a move was refused: ${JSON.stringify(moveQueueItems)}`);
}

async function drain(claimer: HttpClaimer, claimMs: number[]): Promise<string[]> {
  const drained: string[] = [];
  for (;;) {
    const asked = performance.now();
    const attempts = await claimer.claim(CLAIM);
    claimMs.push(performance.now() - asked);
    if (attempts.length === 0) return drained;
    drained.push(...attempts.map(({ taskId }) => taskId));
    await claimer.finish(attempts, { by: 'EXIT', exitCode: 0 });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
