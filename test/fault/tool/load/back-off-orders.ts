// Tasks that wait for their next attempt are aborted, killed, taken out, superseded or lose their run: nothing of them may start after that.
import { callApi } from '../../api-client.ts';
import { uuidOf } from '../../resuming-subscriber.ts';
import { seededRandom } from '../../seeded-random.ts';
import { until } from '../../until.ts';
import { HttpClaimer } from './http-claimer.ts';
import { makeQueue } from './load-calls.ts';
import type { LoadStage } from './load-stage.ts';
import type { Judgement } from '../judge-at.ts';
import { rowsOf, verdictOn } from './load-verdict.ts';

const ORDERS = ['abort', 'kill', 'dequeue', 'abortRun', 'supersede'] as const;
type Order = (typeof ORDERS)[number];

/** How many, and for how long they wait. */
export interface BackOffOptions {
  readonly seed: number;
  readonly tasks: number;
  readonly backOffSeconds: number;
}

/** A start that nobody has asked for any more. */
export interface GhostRun {
  readonly taskId: string;
  readonly seq: number;
}

/** What was found. */
export interface BackOffOutcome {
  readonly verdict: Judgement;
  readonly ghosts: readonly GhostRun[];
  /** Tasks that do not stand where their order has put them. */
  readonly misplaced: readonly string[];
  /** Refusals of a retry of a task that waits: it has not ended. */
  readonly retriesRefused: number;
  readonly figures: Readonly<Record<string, number>>;
}

interface Victim {
  readonly id: string;
  readonly runId: string;
  readonly order: Order;
}

const CLAIMERS = 4;
/** Where an order leaves a task: an attempt that met it may have failed by itself before it heard of it. */
const ENDED: readonly string[] = ['STOPPED', 'FAILED'];
/** Of the back-off, the latest moment of an order: some come when the wait is over, and race with a claim. */
const LATEST_ORDER = 1.1;

const RUN = 'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id tasks { nodes { id } } } userErrors { message } } }';
const TASK = 'query ($id: ID!) { task(id: $id) { status generation } }';
const field = (name: string, input: string): string => `mutation ($input: ${input}!) { ${name}(input: $input) { outcome userErrors { message code } } }`;
const ABORT = field('abortTask', 'AbortTaskInput');
const KILL = field('killTask', 'KillTaskInput');
const DEQUEUE = field('dequeueTask', 'DequeueTaskInput');
const ABORT_RUN = field('abortRun', 'AbortRunInput');
const RETRY = field('retryTask', 'RetryTaskInput');

/** Plays all orders, and judges. */
export async function backOffOrders(stage: LoadStage, { seed, tasks, backOffSeconds }: BackOffOptions): Promise<BackOffOutcome> {
  const random = seededRandom(seed);
  const queueId = await makeQueue(stage.url, 'ghosts');
  const fleet = new FailingFleet(stage);
  await fleet.open();
  try {
    let retriesRefused = 0;
    const victims = await Promise.all(Array.from({ length: tasks }, async (_, i) => {
      const victim = { ...(await makeWork(stage.url, { queueId, backOffSeconds })), order: ORDERS[i % ORDERS.length]! };
      const rest = random() * LATEST_ORDER * backOffSeconds * 1_000;
      await until('its first attempt has failed', () => (fleet.check(), fleet.failed.has(uuidOf(victim.id))), { withinMs: 60_000 });
      if ((await commanded(stage.url, RETRY, { taskId: victim.id })) === 'NOT_ENDED') retriesRefused += 1;
      await new Promise((resolve) => setTimeout(resolve, rest)); // the moment of the order, not a wait for a result
      await give(stage.url, victim);
      return victim;
    }));
    // Its wait began later than all the others: once it is over, so are theirs.
    const control = await makeWork(stage.url, { queueId, backOffSeconds });
    fleet.spared.add(uuidOf(control.id));
    await until('a task that nobody stopped was tried again', async () => (fleet.check(), (await statusOf(stage.url, control.id)).status === 'COMPLETED'), { withinMs: 60_000 });
    await until('everything has ended', async () => (fleet.check(), await nothingRuns(stage.databaseUrl)), { withinMs: 60_000 });
    const misplaced = (await Promise.all(victims.map((victim) => misplacedBy(stage.url, victim)))).flat();
    const ghosts = await rowsOf<GhostRun>(stage.databaseUrl, GHOSTS);
    const [waited] = await rowsOf<{ n: number }>(stage.databaseUrl, 'SELECT count(*)::int AS n FROM task WHERE (SELECT count(*) FROM attempt WHERE task_id = task.id AND attempt.generation = 1) = 1');
    const verdict = await verdictOn(stage.databaseUrl, { expectations: { accepted: victims.flatMap(({ id, runId }) => [uuidOf(id), uuidOf(runId)]) } });
    return { verdict, ghosts, misplaced, retriesRefused, figures: { tasks, 'orders given while they waited': waited!.n, 'orders that met a running attempt': tasks - waited!.n, 'ghost runs': ghosts.length } };
  } finally {
    await fleet.close();
  }
}

/** Starts that follow an end, or a taking out, with nothing in between that asks for another start. */
const GHOSTS = `SELECT task_id AS "taskId", seq FROM (
  SELECT task_id, seq, kind, lag(kind) OVER (PARTITION BY task_id ORDER BY seq) AS before FROM event
  WHERE kind IN ('task.started', 'task.handed_out', 'task.ended', 'task.dequeued', 'task.enqueued', 'task.requeued')) told
  WHERE kind = 'task.started' AND before IN ('task.ended', 'task.dequeued')`;

async function makeWork(url: string, { queueId, backOffSeconds }: { queueId: string; backOffSeconds: number }): Promise<{ id: string; runId: string }> {
  const definition = { tasks: [{ node: 'fails', spec: { command: { binary: 'false' } }, retry: { maxRetries: 5, backoffSeconds: backOffSeconds } }] };
  const { createRun } = await callApi<{ createRun: { run: { id: string; tasks: { nodes: { id: string }[] } } } }>(url, RUN, { input: { definition, queueId } });
  return { id: createRun.run.tasks.nodes[0]!.id, runId: createRun.run.id };
}

async function give(url: string, { id, runId, order }: Victim): Promise<void> {
  switch (order) {
    case 'abort':
      return void (await commanded(url, ABORT, { taskId: id }));
    case 'kill':
      return void (await commanded(url, KILL, { taskId: id }));
    case 'dequeue': {
      // One that was claimed in that moment cannot be taken out any more: it is aborted like the others.
      if ((await commanded(url, DEQUEUE, { taskId: id })) !== null) await commanded(url, ABORT, { taskId: id });
      return;
    }
    case 'abortRun':
      return void (await commanded(url, ABORT_RUN, { runId }));
    case 'supersede':
      await commanded(url, ABORT, { taskId: id });
      await until('it has ended', async () => ENDED.includes((await statusOf(url, id)).status), { withinMs: 30_000 });
      if ((await commanded(url, RETRY, { taskId: id, from: 'START' })) !== null) throw new Error(`${id} could not be retried after its end`);
  }
}

/** The code of a refusal, or null. */
async function commanded(url: string, mutation: string, input: object): Promise<string | null> {
  const [payload] = Object.values(await callApi<Record<string, { userErrors: { code: string | null }[] }>>(url, mutation, { input }));
  return payload!.userErrors[0]?.code ?? null;
}

async function statusOf(url: string, id: string): Promise<{ status: string; generation: number }> {
  return (await callApi<{ task: { status: string; generation: number } }>(url, TASK, { id })).task;
}

async function misplacedBy(url: string, { id, order }: Victim): Promise<string[]> {
  const { status, generation } = await statusOf(url, id);
  const right = order === 'supersede' ? status === 'COMPLETED' && generation === 2 : order === 'dequeue' ? ['CREATED', ...ENDED].includes(status) : ENDED.includes(status);
  return right ? [] : [`${id} is ${status} in generation ${generation} after ${order}`];
}

async function nothingRuns(databaseUrl: string): Promise<boolean> {
  const [row] = await rowsOf<{ n: number }>(databaseUrl, `SELECT count(*)::int AS n FROM task WHERE status IN ('queued', 'in_progress')`);
  return row!.n === 0;
}

/** Runners whose first generations always fail; later ones, and what is spared at its second try, succeed. */
class FailingFleet {
  /** Tasks whose first attempt has been reported as failed. */
  readonly failed = new Set<string>();
  readonly spared = new Set<string>();
  readonly #stage: LoadStage;
  #loops: Promise<unknown> = Promise.resolve();
  #isOver = false;
  #failure: unknown = null;

  constructor(stage: LoadStage) {
    this.#stage = stage;
  }

  async open(): Promise<void> {
    const claimers = await Promise.all(Array.from({ length: CLAIMERS }, (_, i) => HttpClaimer.open(this.#stage.url, `failing ${i}`, ['ghosts'])));
    this.#loops = Promise.all(claimers.map((claimer) => this.#work(claimer)));
    this.#loops.catch((error: unknown) => (this.#failure = error));
  }

  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#loops;
  }

  async #work(claimer: HttpClaimer): Promise<void> {
    while (!this.#isOver) {
      for (const attempt of await claimer.claim(4, 0.2)) {
        const succeeds = attempt.generation > 1 || (this.spared.has(attempt.taskId) && attempt.attemptNo > 1);
        await claimer.finish([attempt], { by: 'EXIT', exitCode: succeeds ? 0 : 1 });
        this.failed.add(attempt.taskId);
      }
    }
  }
}
