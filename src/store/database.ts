// The one door to PostgreSQL: the pool that MikroORM opens, transactions, and prepared one-statement SQL.
import { MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { onCancellable } from './cancellable-statement.ts';
import { ENTITIES } from './entities.ts';
import { ABORTED, Flight, queryOn } from './flight.ts';
import { ANSWER_MARGIN_MS, endIdleAfterSilence, isSilence, limitAnswers, PEER_KEEPALIVE, WATCHED } from './silent-connection.ts';
import { StatementLine } from './statement-line.ts';

/** One named SQL statement; the name is its prepared-statement name on every connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Anything a statement can be run on: the pool, or the connection of one transaction. */
export interface Connection {
  /** What stays when the call ends that this connection is for; itself when absent. */
  readonly lasting?: Connection;
  query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

/** How to open the database. */
export interface DatabaseOptions {
  readonly url: string;
  /** Connections of this process at most. */
  readonly poolSize: number;
  /** Longest wait for a connection of the pool, in milliseconds. @default POOL_WAIT_MS */
  readonly poolWaitMs?: number;
  /** Longest transaction, in milliseconds; a stuck one would stall the event feed of everybody. */
  readonly transactionTimeout: number;
  /** How much longer an answer may take before its connection counts as half-open, in milliseconds. @default ANSWER_MARGIN_MS */
  readonly answerMarginMs?: number;
}

/**
 * Times a transaction is run after deadlocks and serialization failures before the error is passed on. Twelve callers with 3,000 calls on
 * seven tasks needed up to four.
 */
export const TRANSACTION_TRIES = 10;

/**
 * Transactions touch few rows, by key. The planner does not know that: it guesses 100 rows for a JSON parameter, and trusts
 * statistics from when a queue was empty; it then reads or sorts whole tables (a claim at 1,500 items: 2.4 ms instead of 0.3 ms).
 * Told to use indexes and nested loops it does the same at every size. And told so it need not plan a statement anew for each list of
 * ids: left alone it does, because it takes a list it does not know for ten, which costs more than carrying the statement out
 * (a report of two steps: 0.65 ms of a core instead of 0.95).
 */
export const TRANSACTION_SETTINGS: Statement = {
  name: 'transaction-settings',
  text: `SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`,
};
const LOOK: Statement = { name: '', text: 'SELECT 1' };
const BEGIN: Statement = { name: 'begin', text: 'BEGIN' };
const COMMIT: Statement = { name: 'commit', text: 'COMMIT' };
/** What gives a transaction up. */
export const ROLLBACK: Statement = { name: 'rollback', text: 'ROLLBACK' };

/** Longest wait for a connection of the pool; then the call fails as unavailable instead of waiting in an ever longer line. */
export const POOL_WAIT_MS = 10_000;

const TRANSIENT = new Set(['40001', '40P01']);

/**
 * Milliseconds for which a connection stays that nobody uses. A new one has to be let in and to learn its statements, which a burst pays for
 * when it meets a pool that has let go of what it did not need for a few seconds: its first runs then take twice as long.
 */
export const CONNECTION_IDLE_MS = 600_000;

/** What is done on one connection; it tells by `spoil` when the connection is not as it was. */
export type ConnectionWork<T> = (client: pg.PoolClient, spoil: (why: unknown) => void) => Promise<T>;

/** A pool of connections with transactions that are retried when PostgreSQL asks for it. */
export class Database implements Connection {
  private constructor(
    readonly orm: MikroORM,
    readonly pool: pg.Pool,
    /** Ends single statements; null for a database that is nobody's call. */
    readonly signal: AbortSignal | null = null,
    private readonly base: Database | null = null,
  ) {}

  /** Connects, or throws PostgreSQL's own error. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const orm = await MikroORM.init({
      clientUrl: options.url,
      entities: ENTITIES,
      // It would ask on a connection before anything watches whether there is an answer.
      ensureDatabase: false,
      pool: { min: 0, max: options.poolSize, idleTimeoutMillis: CONNECTION_IDLE_MS },
      driverOptions: {
        pipeline: true,
        application_name: 'switchyard',
        connectionTimeoutMillis: options.poolWaitMs ?? POOL_WAIT_MS,
        options: sessionSettings(options.transactionTimeout),
        ...WATCHED,
      },
    });
    const pool = (await (orm.em.getConnection() as unknown as { getNativeClient(): Promise<pg.Pool> }).getNativeClient());
    limitAnswers(pool, options.transactionTimeout + (options.answerMarginMs ?? ANSWER_MARGIN_MS));
    endIdleAfterSilence(pool);
    const database = new Database(orm, pool);
    try {
      await database.query(LOOK, []);
    } catch (error) {
      await database.close();
      throw error;
    }
    return database;
  }

  /**
   * The same pool for one call: its single statements are cancelled in PostgreSQL when the signal fires, and reject with the signal's reason.
   * A transaction that has begun by then is carried out; none begins later.
   */
  cancelledBy(signal: AbortSignal): Database {
    return new Database(this.orm, this.pool, signal, this.lasting);
  }

  /** The same for all calls, whatever signal they go by: for what must be written although nobody waits any more, and what is remembered from one call to the next. */
  get lasting(): Database {
    return this.base ?? this;
  }

  /** Runs one statement on its own. */
  async query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const { signal } = this;
    if (signal) return onCancellable(this.pool, { signal, work: (client) => queryOn<Row>(client, statement, values) });
    const flight = new Flight();
    const answer = flight.add<Row>(statement, values);
    // The pool fails alone when it has no connection: then nothing is answered.
    const [{ rows }] = await Promise.all([answer, this.pool.query(flight)]);
    return rows;
  }

  /**
   * Runs `work` on one connection of the pool, which it leaves as it found it; `spoil` has it ended instead of given back. When the signal
   * fires the statement under way is cancelled, and the caller hears at once.
   */
  async onConnection<T>(work: ConnectionWork<T>): Promise<T> {
    if (this.signal) return onCancellable(this.pool, { signal: this.signal, work });
    const client = await this.pool.connect();
    let spoilt: unknown = null;
    try {
      return await work(client, (why) => { spoilt = why; });
    } catch (error) {
      if (isSilence(error)) spoilt = error;
      throw error;
    } finally {
      client.release(spoilt instanceof Error ? spoilt : spoilt !== null);
    }
  }

  /**
   * Runs `work` in one READ COMMITTED transaction; rolls back when it throws, runs it again after a deadlock. Statements that
   * `work` has not waited for travel together with the commit, and fail the transaction when they fail.
   */
  async transaction<T>(work: (tx: Connection) => Promise<T>): Promise<T> {
    this.signal?.throwIfAborted();
    for (let tries = 1; ; tries++) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (tries >= TRANSACTION_TRIES || !TRANSIENT.has((error as { code?: string }).code ?? '')) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await this.orm.close(true);
    // MikroORM ends only what it has connected itself.
    if (!this.pool.ending) await this.pool.end();
  }

  private async attempt<T>(work: (tx: Connection) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const line = new StatementLine(client);
    let broken: Error | undefined;
    try {
      // Sent together with the first statement of the work. A failed BEGIN fails that statement too.
      line.add(BEGIN, []).catch((error: Error) => { broken = error; });
      line.add(TRANSACTION_SETTINGS, []).catch(() => undefined); // thrown by the commit, or told by what came before it
      const value = await work(connectionOf(line));
      await commit(line);
      return value;
    } catch (error) {
      line.end();
      if (isSilence(error)) broken = error;
      await queryOn(client, ROLLBACK, []).catch((rollback: Error) => { broken ??= rollback; });
      throw (error as { code?: string }).code === ABORTED ? await line.firstFailure(error) : error;
    } finally {
      client.release(broken);
    }
  }
}

/** With the statements that the work has not waited for; whatever fails of them fails the transaction. */
async function commit(line: StatementLine): Promise<void> {
  const last = line.add(COMMIT, []);
  line.end();
  const [{ tag }] = await Promise.all([last, line.answered()]);
  // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK and no error; the statement that failed has thrown above.
  if (tag !== 'COMMIT') throw new Error('the transaction was rolled back');
}

function connectionOf(line: StatementLine): Connection {
  return { query: async <Row>(statement: Statement, values: readonly unknown[]) => (await line.add<Row>(statement, values)).rows };
}

/**
 * Settings of every connection. Random reads cost little more than sequential ones on the disks of today. Whatever the database or the
 * role has as its default: dates are read as ISO, a connection that nobody uses is the pool's to end, and each statement has a snapshot of
 * its own, because what is read behind a lock must be what was committed while it was waited for. With one snapshot a transaction, a claim
 * that waited for a pause would not see it.
 */
function sessionSettings(transactionTimeout: number): string {
  const settings = {
    transaction_timeout: transactionTimeout, idle_in_transaction_session_timeout: transactionTimeout, idle_session_timeout: 0, random_page_cost: 1.1, DateStyle: 'ISO',
    default_transaction_isolation: 'read committed', ...PEER_KEEPALIVE,
  };
  return Object.entries(settings).map(([name, value]) => `-c ${name}=${String(value).replaceAll(' ', '\\ ')}`).join(' ');
}
