// Whether anybody else listens: a server that is alone tells nobody what it has committed.
import type pg from 'pg';
import { EVENT_CHANNEL } from './channel.ts';

/** Key of the advisory lock that every listening session holds a share of: an arbitrary number that is used for nothing else. */
export const LISTENING_LOCK = 7_305_116;

/**
 * Those who listen in one database, as one of them sees it. Whoever comes takes its share of the lock first and then says so on the channel;
 * counting is done on the listening connection itself. So a newcomer that is not counted yet is heard behind the count. What is committed in the
 * moment in which it comes it reads at its next poll. Those who have gone are noticed by the next count.
 */
export class Company {
  #others: number | null = null;

  /** Whether nobody else listens, as far as is known; false until that is known. */
  get isAlone(): boolean {
    return this.#others === 0;
  }

  /** Joins by a connection that listens already, and counts. */
  async join(client: pg.Client): Promise<void> {
    this.#others = null;
    await client.query('SELECT pg_advisory_lock_shared($1::bigint)', [LISTENING_LOCK]);
    await client.query(`NOTIFY ${EVENT_CHANNEL}`);
    await this.count(client);
  }

  /** Counts by the listening connection. */
  async count(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ readonly others: number }>(COUNT, [LISTENING_LOCK]);
    this.#others = rows[0]!.others;
  }

  /** Somebody else was heard. */
  heard(): void {
    if (this.#others === 0) this.#others = 1;
  }

  /** The connection is gone: others may come unheard. */
  lost(): void {
    this.#others = null;
  }
}

const COUNT = `SELECT count(*)::int AS others FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = $1::bigint::oid AND objsubid = 1
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND granted AND pid <> pg_backend_pid()`;
