// Connections whose peer has gone without a word: given up within a bound, and the idle ones together with the first that is noticed.
import type { Duplex } from 'node:stream';
import type pg from 'pg';

/**
 * Milliseconds that a statement may take beyond the longest transaction. PostgreSQL itself ends what takes longer than that, so an answer
 * that is not there by then will never come: the connection is half-open. TCP would find out after a quarter of an hour.
 */
export const ANSWER_MARGIN_MS = 2_000;

/** Milliseconds of rest after which the kernel asks an idle peer for a sign of life; without one the connection ends some ten seconds later. */
export const KEEPALIVE_MS = 10_000;

/** How the kernel watches the connections of the pool. */
export const WATCHED = { keepAlive: true, keepAliveInitialDelayMillis: KEEPALIVE_MS } as const;

/** No answer came in time; the connection has been ended. */
export class SilenceError extends Error {
  constructor() {
    super('PostgreSQL has not answered in time, its connection is given up');
    this.name = 'SilenceError';
  }
}

/** Connections of a pool that count as half-open when a statement has no answer after so many milliseconds. */
export function limitAnswers(pool: pg.Pool, answerMs: number): void {
  pool.on('connect', (client) => void LIMITS.set(connectionOf(client), answerMs));
}

/** Longest wait for an answer on the driver's connection, in milliseconds; null when nobody has set one. */
export function answerLimit(connection: object): number | null {
  return LIMITS.get(connection) ?? null;
}

const LIMITS = new WeakMap<object, number>();

/** The same the other way round, as settings of PostgreSQL: a backend whose server is gone would keep its place for two hours. */
export const PEER_KEEPALIVE = { tcp_keepalives_idle: 10, tcp_keepalives_interval: 5, tcp_keepalives_count: 3 } as const;

/** Whether the error means that no answer came in time, to this statement or to one before it. */
export function isSilence(error: unknown): error is Error {
  return error instanceof Error && (error instanceof SilenceError || error.cause instanceof SilenceError);
}

/**
 * Ends every idle connection of the pool when one has gone silent: they led the same way, and each would cost its next caller the
 * whole limit. Callers that come after that get new ones, or hear at once that there are none.
 */
export function endIdleAfterSilence(pool: pg.Pool): void {
  const idle = new Set<pg.PoolClient>();
  pool.on('acquire', (client) => void idle.delete(client));
  pool.on('remove', (client) => void idle.delete(client));
  pool.on('release', (error, client) => {
    if (!error) idle.add(client);
    if (!isSilence(error)) return;
    for (const each of idle) streamOf(each).destroy(); // the pool hears of it as of any connection that is cut
    idle.clear();
  });
}

/** The socket under a client. */
export function streamOf(client: pg.ClientBase): Duplex {
  return connectionOf(client).stream;
}

function connectionOf(client: pg.ClientBase): { readonly stream: Duplex } {
  return (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
}
