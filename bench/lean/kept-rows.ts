// A driver that reads a page once: what is left is the time of the server itself, without the database and the wire.
import type pg from 'pg';

/** Where the rows of every request come from. */
export type RowsFrom = 'database' | 'memory';

type Answer = pg.QueryResult<object>;
type Done = (error: Error | null, answer?: Answer) => void;
type Query = (asked: unknown, values?: unknown, done?: Done) => unknown;

/**
 * From now on clients of the pool answer a prepared page with the very rows they gave the first time; all else goes to the database.
 * It is done in the client, so that every side still pays for its own way there: for the pool, and for what it does to be able to cancel.
 */
export async function keptRows(pool: pg.Pool): Promise<void> {
  const one = await pool.connect();
  const driver = Object.getPrototypeOf(one) as { query: Query };
  one.release();
  const { query } = driver;
  const kept = new Map<string, Promise<Answer>>();
  driver.query = function keptQuery(this: unknown, asked, values, done) {
    const config = asked as pg.QueryConfig;
    if (typeof config.name !== 'string' || !config.name.startsWith('page')) return query.call(this, asked, values, done);
    const given = config.values ?? (values as unknown[]);
    const key = `${config.text} ${String(given)}`;
    const known = kept.get(key) ?? (query.call(this, { ...config, values: given }) as Promise<Answer>);
    kept.set(key, known);
    if (typeof done !== 'function') return known;
    known.then((answer) => done(null, answer), (error: Error) => done(error));
    return undefined;
  };
}
