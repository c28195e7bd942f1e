// Loaders by id: however many fields of one operation ask, one statement answers.
import DataLoader from 'dataloader';

/** Most keys of one statement. */
export const MAX_BATCH = 500;

/** Loads records by key; null for what does not exist. */
export type RecordLoader<Row, Key = string> = DataLoader<Key, Row | null, string>;

/** A loader over `read`, which answers rows in no order; `keyOf` finds the key in a row. */
export function recordLoader<Row>(read: (keys: readonly string[]) => Promise<readonly Row[]>, keyOf: (row: Row) => string | null): RecordLoader<Row> {
  return new DataLoader(async (keys) => {
    const found = new Map((await read(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => found.get(key) ?? null);
  }, { maxBatchSize: MAX_BATCH });
}
