// Clients that write all the time: tasks, runs, moves and pauses at a set pace, each command repeated until it is answered.
import { PersistentClient, type Payload } from '../../persistent-client.ts';
import { uuidOf } from '../../resuming-subscriber.ts';

/** How hard is written. */
export interface WriteLoadOptions {
  /** Servers in turn. */
  readonly urls: readonly string[];
  readonly clients: number;
  /** Commands of one client in a second, when the server keeps up. */
  readonly perSecond: number;
  readonly random: () => number;
  /** Global ids of the queues that are written to; nothing may be taken from them meanwhile. */
  readonly queueIds: readonly string[];
  /** Makes the request ids of this load its own. */
  readonly name: string;
}

type Created = Payload & { readonly task?: { readonly id: string } | null; readonly run?: { readonly id: string; readonly tasks: { readonly nodes: readonly { readonly id: string }[] } } | null };

const CREATE_TASK = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } userErrors { message } } }';
const CREATE_RUN = 'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id tasks { nodes { id } } } userErrors { message } } }';
const PAUSE = 'mutation ($input: PauseQueueInput!) { pauseQueue(input: $input) { userErrors { message } } }';
const RESUME = 'mutation ($input: ResumeQueueInput!) { resumeQueue(input: $input) { userErrors { message } } }';
const DEQUEUE = 'mutation ($input: DequeueTaskInput!) { dequeueTask(input: $input) { userErrors { message } } }';

/** Most tasks of one run: a commit with a few dozen events now and then, as workflows make them. */
const MOST_TASKS = 20;

/** Runs from its making until `stop`. */
export class WriteLoad {
  /** UUIDs of the tasks and runs that were made. */
  readonly accepted: string[] = [];
  commands = 0;
  readonly #options: WriteLoadOptions;
  readonly #loops: Promise<void>;
  readonly #clients: readonly PersistentClient[];
  #isOver = false;
  #failure: unknown = null;

  constructor(options: WriteLoadOptions) {
    this.#options = options;
    this.#clients = Array.from({ length: options.clients }, (_, i) => new PersistentClient(options.urls[i % options.urls.length]!, `${options.name}-${i}`));
    this.#loops = Promise.all(this.#clients.map((client, i) => this.#loop(client, options.queueIds[i % options.queueIds.length]!))).then(() => undefined);
    this.#loops.catch((error: unknown) => (this.#failure = error));
  }

  /** Commands whose answer was lost or refused, and which were sent again. */
  get repeated(): number {
    return this.#clients.reduce((sum, { repeated }) => sum + repeated, 0);
  }

  /** Throws what has ended a client of this load. */
  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Ends after the commands under way; throws when one of them could not be carried out. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#loops;
  }

  async #loop(client: PersistentClient, queueId: string): Promise<void> {
    const between = 1_000 / this.#options.perSecond;
    let next = performance.now();
    while (!this.#isOver) {
      await this.#command(client, queueId);
      this.commands += 1;
      next = Math.max(next + between, performance.now() - between); // after an outage it goes on at its pace, and does not catch up
      const rest = next - performance.now();
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest)); // the pace of the load, not a wait for a result
    }
  }

  async #command(client: PersistentClient, queueId: string): Promise<void> {
    const dice = this.#options.random();
    const spec = { command: { binary: 'true' } };
    if (dice < 0.05) {
      const tasks = Array.from({ length: 1 + Math.floor(this.#options.random() * MOST_TASKS) }, (_, i) => ({ node: `n${i}`, spec }));
      const { run } = await this.#sent(client, CREATE_RUN, { definition: { tasks }, queueId });
      this.accepted.push(uuidOf(run!.id), ...run!.tasks.nodes.map(({ id }) => uuidOf(id)));
    } else if (dice < 0.15) {
      await this.#sent(client, PAUSE, { queueId });
      await this.#sent(client, RESUME, { queueId });
    } else {
      const { task } = await this.#sent(client, CREATE_TASK, { name: 'load', spec, enqueue: true, queueId });
      this.accepted.push(uuidOf(task!.id));
      if (dice < 0.25) await this.#sent(client, DEQUEUE, { taskId: task!.id });
    }
  }

  async #sent(client: PersistentClient, mutation: string, input: object): Promise<Created> {
    const payload = await client.command<Created>(mutation, input);
    if (payload.userErrors.length > 0) throw new Error(`${mutation} with ${JSON.stringify(input)} was answered ${JSON.stringify(payload)}`);
    return payload;
  }
}
