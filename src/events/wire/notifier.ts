// Tells the other replicas, if there are any, that there is something to read: coalesced, and never inside a writing transaction.
import { ALL_TASKS, EVENT_CHANNEL, LOG_CHANNEL, logPayload } from './channel.ts';
import type { Company } from './company.ts';
import { DedicatedConnection } from './dedicated-connection.ts';
import type { RoomLog } from '../room-log.ts';

/** Least time between two notifications, in milliseconds. */
export const NOTIFY_INTERVAL_MS = 5;

/** Task ids kept for one notification at most: beyond that all watched tasks are looked at. */
export const MAX_NAMED_TASKS = 200;

/** Settings of the notifying session. */
export const NOTIFIER_SETTINGS = '-c synchronous_commit=off';

/**
 * NOTIFY makes its transaction hold one lock of the whole database until its commit is flushed, which ends group
 * commit: in writing transactions it took 4,715 commits a second to 2,625. Here it costs the writers nothing. On
 * a connection of its own with synchronous_commit=off: losing one in a crash costs a poll interval, not an event.
 */
export class Notifier {
  readonly #connection: DedicatedConnection;
  #events = false;
  #tasks = new Set<string>();
  #allTasks = false;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #sending: Promise<void> | null = null;
  #last = Number.NEGATIVE_INFINITY;
  #closed = false;
  readonly #company: Pick<Company, 'isAlone'>;

  /** A server that is alone sends nothing: each notification is a transaction, and runs of deployments that cost 1.9 of their own under load had 1.3 notifications each. */
  constructor({ company, ...options }: { url: string; log: RoomLog; company: Pick<Company, 'isAlone'> }) {
    this.#company = company;
    this.#connection = new DedicatedConnection({
      ...options,
      purpose: 'notify',
      settings: NOTIFIER_SETTINGS,
      // Whatever became dirty while there was no connection.
      up: () => this.#schedule(),
    });
  }

  /** Whether notifications reach the database now. */
  get up(): boolean {
    return this.#connection.client !== null;
  }

  /** The backend that sends: the same process need not listen to itself. */
  get backend(): number | null {
    return this.#connection.backend;
  }

  /** Resolves when the first try to connect has ended. */
  get tried(): Promise<void> {
    return this.#connection.tried;
  }

  /** Events were committed. */
  events(): void {
    if (this.#company.isAlone) return;
    this.#events = true;
    this.#schedule();
  }

  /** Output lines of a task were committed. */
  lines(taskId: string): void {
    if (this.#company.isAlone) return;
    if (this.#tasks.size < MAX_NAMED_TASKS) this.#tasks.add(taskId);
    else this.#allTasks = true;
    this.#schedule();
  }

  /** Sends what is left, then ends the connection. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
    await this.#sending;
    await this.#flush();
    await this.#connection.close();
  }

  /** In the next turn when the last notification is long enough ago, else when it will be. Not in this one: our own subscribers come first. */
  #schedule(): void {
    if (this.#closed || this.#timer !== undefined || this.#soon !== undefined || this.#sending !== null) return;
    const wait = this.#last + NOTIFY_INTERVAL_MS - performance.now();
    if (wait <= 0) this.#soon = setImmediate(() => this.#start());
    else this.#timer = setTimeout(() => this.#start(), wait);
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#soon = undefined;
    this.#last = performance.now();
    this.#sending = this.#flush().then(() => {
      this.#sending = null;
      if (this.up && this.#dirty) this.#schedule();
    });
  }

  get #dirty(): boolean {
    return this.#events || this.#allTasks || this.#tasks.size > 0;
  }

  /** Never rejects: the connection reports its own end, and readers poll. */
  async #flush(): Promise<void> {
    const { client } = this.#connection;
    if (client === null || !this.#dirty) return;
    const { channels, payloads } = this.#take();
    try {
      await client.query(NOTIFY, [channels, payloads]);
    } catch {
      // Sent again on the next connection; that it could not be sent is reported by the connection itself.
      if (channels.includes(EVENT_CHANNEL)) this.#events = true;
      if (channels.includes(LOG_CHANNEL)) this.#allTasks = true;
    }
  }

  /** What is to be said, and a clean slate: what comes in while it is being sent is said next time. */
  #take(): { channels: string[]; payloads: string[] } {
    const said: { channel: string; payload: string }[] = [];
    if (this.#events) said.push({ channel: EVENT_CHANNEL, payload: '' });
    if (this.#allTasks) said.push({ channel: LOG_CHANNEL, payload: ALL_TASKS });
    else if (this.#tasks.size > 0) said.push({ channel: LOG_CHANNEL, payload: logPayload(this.#tasks) });
    this.#events = false;
    this.#allTasks = false;
    this.#tasks = new Set();
    return { channels: said.map((one) => one.channel), payloads: said.map((one) => one.payload) };
  }
}

const NOTIFY = 'SELECT pg_notify(n.channel, n.payload) FROM unnest($1::text[], $2::text[]) AS n(channel, payload)';
