// A pool with the product's wire types, for the processes of the trials: they run as plain Node, without the ORM.
import pg from 'pg';
import type { Connection, Statement } from '../../src/store/database.ts';
import { wireTypes } from '../../src/store/wire-types.ts';

/** Statements on any connection, or transactions on one. */
export class PlainDatabase implements Connection {
  readonly pool: pg.Pool;

  constructor(url: string, size = 4) {
    this.pool = new pg.Pool({ connectionString: url, max: size });
    // An idle connection that is killed says so here; the next query opens another.
    this.pool.on('error', () => {});
  }

  query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return run<Row>(this.pool, statement, values);
  }

  async transaction<T>(work: (tx: Connection) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const value = await work({ query: (statement, values) => run(client, statement, values) });
      await client.query('COMMIT');
      return value;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

async function run<Row>(on: pg.Pool | pg.PoolClient, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
  const result = await on.query({ ...statement, values: values as unknown[], types: wireTypes });
  return result.rows as Row[];
}
