// One connection of our own to PostgreSQL, outside the pool: opened again when it ends or goes silent.
import { Socket } from 'node:net';
import pg from 'pg';
import { abortablePause } from '../abortable-pause.ts';
import type { RoomLog } from '../room-log.ts';

/** First pause before a new connection is tried, in milliseconds; doubled after each failure. */
export const RECONNECT_MIN_MS = 50;

/** Longest pause between two tries, in milliseconds. */
export const RECONNECT_MAX_MS = 2_000;

/** Pause between two self-checks, in milliseconds: a half-open connection reports nothing by itself. */
export const SELF_CHECK_MS = 5_000;

/** A connect or a query that takes longer has failed, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 2_000;

/** What the connection is for. */
export interface DedicatedOptions {
  readonly url: string;
  /** Shown in pg_stat_activity after `switchyard `. */
  readonly purpose: string;
  /** Server settings of the session, as the `options` parameter takes them. */
  readonly settings?: string;
  readonly log: RoomLog;
  readonly selfCheckMs?: number;
  /** Done on each new connection before it counts as up. */
  opened?(client: pg.Client): Promise<void>;
  /** The self-check: rejects when the connection leads nowhere. @default a query without an effect */
  check?(client: pg.Client): Promise<void>;
  /** Called whenever the connection has come up. */
  up?(): void;
  /** Called whenever a connection has ended that was opened. */
  down?(): void;
  notified?(message: pg.Notification): void;
}

/** Keeps one connection up until it is closed. */
export class DedicatedConnection {
  readonly #options: DedicatedOptions;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  readonly #firstTry = Promise.withResolvers<void>();
  #client: pg.Client | null = null;

  constructor(options: DedicatedOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** The client while the connection is up. */
  get client(): pg.Client | null {
    return this.#client;
  }

  /** Process id of the backend that serves it now; notifications carry that of their sender. */
  get backend(): number | null {
    return (this.#client as { readonly processID?: number | null } | null)?.processID ?? null;
  }

  /** Resolves when the first try to connect has ended, well or badly. */
  get tried(): Promise<void> {
    return this.#firstTry.promise;
  }

  /** Ends the connection for good. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let pause = RECONNECT_MIN_MS;
    while (!signal.aborted) {
      try {
        await this.#session(() => (pause = RECONNECT_MIN_MS));
      } catch (error) {
        const { log, purpose } = this.#options;
        if (!signal.aborted) log.warn({ err: error, purpose, pause }, 'a dedicated database connection was lost; connecting again');
      }
      this.#firstTry.resolve();
      await abortablePause(pause, signal);
      pause = Math.min(pause * 2, RECONNECT_MAX_MS);
    }
  }

  /** One connection from connect to end; rejects with the reason of the end unless that was `close`. */
  async #session(connected: () => void): Promise<void> {
    const socket = new Socket();
    const client = this.#newClient(socket);
    // Also catches what comes after the end: an 'error' event without a listener would end the process.
    const ended = new Promise<Error>((resolve) => {
      client.on('error', resolve);
      client.on('end', () => resolve(new Error('the connection was ended')));
    });
    try {
      await client.connect();
      await this.#options.opened?.(client);
      this.#client = client;
      connected();
      this.#options.up?.();
      this.#firstTry.resolve();
      await this.#watch(client, ended);
    } finally {
      this.#client = null;
      this.#options.down?.();
      await hangUp(client, socket);
    }
  }

  #newClient(socket: Socket): pg.Client {
    const { url, purpose, settings, notified } = this.#options;
    const client = new pg.Client({
      connectionString: url,
      application_name: `switchyard ${purpose}`,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      stream: () => socket,
      ...(settings === undefined ? {} : { options: settings }),
    });
    if (notified) client.on('notification', notified);
    return client;
  }

  async #watch(client: pg.Client, ended: Promise<Error>): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const round = new AbortController();
      const stop = () => round.abort();
      signal.addEventListener('abort', stop, { once: true });
      const pause = abortablePause(this.#options.selfCheckMs ?? SELF_CHECK_MS, round.signal);
      const end = await Promise.race([ended, pause]);
      stop();
      signal.removeEventListener('abort', stop);
      if (end) throw end;
      if (!signal.aborted) await (this.#options.check?.(client) ?? client.query('SELECT 1'));
    }
  }
}

/** Says goodbye; a peer that does not answer is cut off, since `end` would wait for it. */
async function hangUp(client: pg.Client, socket: Socket): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), ANSWER_TIMEOUT_MS / 4);
  // The reason for the end is already known; a second complaint about the same connection says nothing new.
  await client.end().catch(() => socket.destroy());
  clearTimeout(timer);
  socket.destroy();
}
