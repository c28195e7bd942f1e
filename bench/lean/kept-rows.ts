// A pool that reads a page once: what is left is the time of the server itself, without the database and its driver.
import type pg from 'pg';

/** Where the rows of every request come from. */
export type RowsFrom = 'database' | 'memory';

/** From now on the pool answers a statement with copies of the rows it gave the first time: rows of its own are what each request of a driver gets. */
export function keptRows(pool: pg.Pool): void {
  const query = pool.query.bind(pool) as (asked: pg.QueryConfig) => Promise<pg.QueryResult<object>>;
  const kept = new Map<string, Promise<pg.QueryResult<object>>>();
  pool.query = (async (asked: pg.QueryConfig) => {
    const key = `${asked.text} ${JSON.stringify(asked.values)}`;
    if (!kept.has(key)) kept.set(key, query(asked));
    const { rows, ...result } = await kept.get(key)!;
    return { ...result, rows: rows.map((row) => ({ ...row })) };
  }) as typeof pool.query;
}
