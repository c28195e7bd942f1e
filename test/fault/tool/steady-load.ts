// A steady load of real work: tasks are enqueued, run by a real runner, watched by resuming subscribers, and listed.
import { decodeCursor } from '../../../src/domain/event/cursor.ts';
import type { Payload } from '../persistent-client.ts';
import { ResumingSubscriber, uuidOf } from '../resuming-subscriber.ts';
import { until } from '../until.ts';
import { TaskDiary } from './task-diary.ts';
import { type AnswerTally, CarefulClient, emptyTally } from './careful-client.ts';

/** What the load consists of. */
export interface LoadOptions {
  /** Address of the API for all clients; their network may be disturbed. */
  readonly url: string;
  /** Clients that enqueue. @default 2 */
  readonly writers?: number;
  /** Tasks that are accepted and have not ended, at most: so the end of the load is near at any time. @default 12 */
  readonly maxOpen?: number;
  /** Seconds that each task takes. @default 0 */
  readonly taskSeconds?: number;
}

const READERS = 1;
const SUBSCRIBERS = 2;
/** Pause of a reader between two reads, in milliseconds. */
const READ_PAUSE_MS = 100;
const CREATE = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } userErrors { message } } }';
const LIST = '{ tasks(first: 20) { nodes { id status attempts(first: 2) { nodes { outcome } } } } queues(first: 5) { nodes { id items(first: 20) { nodes { id } } } } }';
const CURSOR = '{ eventCursor }';
const ENDS: ReadonlySet<string | null> = new Set(['COMPLETED', 'FAILED', 'STOPPED', 'CLOSED']);

/** A load that runs until it is told to finish; started with `SteadyLoad.start`. */
export class SteadyLoad {
  readonly commands: AnswerTally = emptyTally();
  readonly reads: AnswerTally = emptyTally();
  /** UUIDs of tasks whose creation was answered. */
  readonly accepted: string[] = [];
  readonly subscribers: readonly ResumingSubscriber[];
  /** What the tasks themselves have written down. */
  readonly diary = new TaskDiary();
  readonly #options: Required<LoadOptions>;
  readonly #over = new AbortController();
  readonly #abandoned = new AbortController();
  readonly #loops: Promise<void>[];
  readonly #ended = new Set<string>();
  #judgedUpTo = 0;
  #failure: unknown = null;

  private constructor(options: Required<LoadOptions>, cursor: string) {
    this.#options = options;
    this.subscribers = Array.from({ length: SUBSCRIBERS }, () => new ResumingSubscriber(options.url, cursor));
    const writers = Array.from({ length: options.writers }, (_, i) => this.#write(`writer-${i}`));
    const readers = Array.from({ length: READERS }, (_, i) => this.#read(`reader-${i}`));
    this.#loops = [...writers, ...readers];
    for (const loop of this.#loops) loop.catch((error: unknown) => (this.#failure ??= error));
  }

  static async start(options: LoadOptions): Promise<SteadyLoad> {
    const head = await new CarefulClient(options.url, 'first', emptyTally()).read<{ eventCursor: string }>(CURSOR);
    if (head === null) throw new Error('the server does not answer before anything was done to it');
    return new SteadyLoad({ writers: 2, maxOpen: 12, taskSeconds: 0, ...options }, head.eventCursor);
  }

  /** Tasks that every subscriber's log shows to have ended. */
  get ended(): number {
    const [first] = this.subscribers;
    for (const event of first!.seen.slice(this.#judgedUpTo)) if (ENDS.has(event.status)) this.#ended.add(event.subjectId);
    this.#judgedUpTo = first!.seen.length;
    return this.#ended.size;
  }

  /** Waits until so many more tasks have ended than now: a sign that work goes on. */
  async progress(tasks: number, withinMs: number): Promise<void> {
    const before = this.ended;
    await until(`${tasks} more tasks have ended (${this.accepted.length} accepted, ${before} ended)`, () => (this.check(), this.ended >= before + tasks), { withinMs });
  }

  /** Throws what ended one of the clients. */
  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** No more new tasks; resolves when all that were accepted have ended. */
  async settle(withinMs: number): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#loops);
    await until(`all ${this.accepted.length} tasks have ended`, () => this.ended >= this.accepted.length, { withinMs });
  }

  /** Settles, and resolves when every subscriber has everything. */
  async finish(withinMs: number): Promise<void> {
    await this.settle(withinMs);
    const client = new CarefulClient(this.#options.url, 'last', this.reads);
    let head: number | null = null;
    await until('the head of the log is known', async () => (head = seqOf(await client.read<{ eventCursor: string }>(CURSOR))) !== null, { withinMs });
    await until('the subscribers have everything', () => this.subscribers.every((one) => one.upTo >= head!), { withinMs });
    await this.abandon();
  }

  /** Ends all clients as they are. */
  async abandon(): Promise<void> {
    this.#over.abort();
    this.#abandoned.abort();
    await Promise.all(this.subscribers.map((one) => one.close()));
    await Promise.allSettled(this.#loops);
  }

  async #write(name: string): Promise<void> {
    const client = new CarefulClient(this.#options.url, name, this.commands);
    const command = this.diary.command(this.#options.taskSeconds);
    for (let n = 0; !this.#over.signal.aborted; n++) {
      if (this.accepted.length - this.ended >= this.#options.maxOpen) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        continue;
      }
      const made = await client.command<{ task: { id: string } | null } & Payload>(CREATE, { name: `${name} ${n}`, spec: { command }, enqueue: true }, this.#abandoned.signal);
      if (made === null) return;
      if (!made.task) throw new Error(`a task was refused: ${JSON.stringify(made.userErrors)}`);
      this.accepted.push(uuidOf(made.task.id));
    }
  }

  async #read(name: string): Promise<void> {
    const client = new CarefulClient(this.#options.url, name, this.reads);
    while (!this.#over.signal.aborted) {
      await client.read(LIST);
      await new Promise((resolve) => setTimeout(resolve, READ_PAUSE_MS));
    }
  }
}

function seqOf(head: { eventCursor: string } | null): number | null {
  return head === null ? null : decodeCursor(head.eventCursor)!.seq;
}
