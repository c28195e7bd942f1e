// Loaders by id: however many fields of one operation ask, one statement answers.
import DataLoader from 'dataloader';

/** Most keys of one statement. */
export const MAX_BATCH = 500;

/** Loads records by key; null for what does not exist. */
export interface RecordLoader<Row, Key = string> extends DataLoader<Key, Row | null, string> {
  /** Rows that were read elsewhere: for them no statement is needed. They are looked at only when something is loaded. */
  learn(rows: readonly Row[]): void;
}

/** A loader over `read`, which answers rows in no order; `keyOf` finds the key in a row. */
export function recordLoader<Row>(read: (keys: readonly string[]) => Promise<readonly Row[]>, keyOf: (row: Row) => string | null): RecordLoader<Row> {
  let pages: (readonly Row[])[] = [];
  let learned = new Map<string | null, Row>();
  const loader = new DataLoader<string, Row | null, string>(async (keys) => {
    for (const row of pages.splice(0).flat()) learned.set(keyOf(row), row);
    const unknown = learned.size === 0 ? keys : keys.filter((key) => !learned.has(key));
    const found = new Map(unknown.length === 0 ? [] : (await read(unknown)).map((row) => [keyOf(row), row]));
    return keys.map((key) => learned.get(key) ?? found.get(key) ?? null);
  }, { maxBatchSize: MAX_BATCH });
  const clearAll = loader.clearAll.bind(loader);
  return Object.assign(loader, {
    learn(rows: readonly Row[]) {
      pages.push(rows);
    },
    clearAll() {
      pages = [];
      learned = new Map();
      return clearAll();
    },
  });
}
