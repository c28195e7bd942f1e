// Reads that may have to look at row after row, under a time of their own.
import { DomainError } from '../../domain/errors.ts';
import { type Connection, type Database, ROLLBACK, type Statement } from '../database.ts';
import { queryOn } from '../flight.ts';
import { ScanTurns } from './scan-turns.ts';

/** Longest statement of a filter that may be one that no index serves, in milliseconds; a million tasks are searched for a text in a third of it. */
export const FILTER_SCAN_MS = 3_000;

const BEGIN_READ: Statement = { name: 'begin-read', text: 'BEGIN READ ONLY' };
const LIMIT: Statement = { name: 'limit-read', text: `SELECT set_config('statement_timeout', $1, true)` };
const END_READ: Statement = { name: 'end-read', text: 'COMMIT' };

const CANCELLED = '57014';
const PATTERN_TOO_LARGE = '2201B';

/** Runs `read` on a connection whose statements end after `FILTER_SCAN_MS`, and with the signal of the database's caller; few are under way at a time. Throws LIMIT_EXCEEDED when one took too long or had to wait too long, or when PostgreSQL finds a pattern too large. */
export function limitedRead<T>(database: Database, read: (connection: Connection) => Promise<T>, scanMs: number = FILTER_SCAN_MS): Promise<T> {
  return turnsOf(database.lasting).during(database.signal, () => database.onConnection(async (client, spoil) => {
    const startedAt = performance.now();
    try {
      // In a transaction, so that the limit ends with it and never reaches the next user of the connection.
      const begun = Promise.all([queryOn(client, BEGIN_READ, []), queryOn(client, LIMIT, [String(scanMs)])]);
      begun.catch(() => undefined); // told below: the read fails with it, or is over by then
      const value = await read({
        query: <Row>(statement: Statement, values: readonly unknown[]) => queryOn<Row>(client, statement, values),
      });
      await Promise.all([begun, queryOn(client, END_READ, [])]);
      return value;
    } catch (error) {
      await queryOn(client, ROLLBACK, []).catch(spoil);
      throw told(error, { scanMs, tookMs: performance.now() - startedAt });
    }
  }));
}

const TURNS = new WeakMap<Database, ScanTurns>();

function turnsOf(database: Database): ScanTurns {
  const turns = TURNS.get(database) ?? new ScanTurns(database.pool.options.max);
  TURNS.set(database, turns);
  return turns;
}

// Who cancelled is known by the time it took: what PostgreSQL says of it is in the language of its installation.
function told(error: unknown, { scanMs, tookMs }: { readonly scanMs: number; readonly tookMs: number }): unknown {
  const { code } = error as { code?: string };
  if (code === PATTERN_TOO_LARGE) return new DomainError('LIMIT_EXCEEDED', 'filter: the pattern is too large for the database: make it simpler', { path: ['filter'], cause: error });
  if (code !== CANCELLED || tookMs < scanMs) return error;
  return new DomainError('LIMIT_EXCEEDED', `filter: no index serves this filter, and looking at every row took longer than ${scanMs / 1_000} s: add a condition such as a project, a run or a status, or compare by eq or startsWith`, { path: ['filter'], cause: error });
}
