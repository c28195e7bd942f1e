// Loaders by id: however many fields of one operation ask, one statement answers.
import DataLoader from 'dataloader';

/** Most keys of one statement. */
export const MAX_BATCH = 500;

const OPTIONS = { maxBatchSize: MAX_BATCH };

/** Loads records by key; null for what does not exist. */
export interface RecordLoader<Row, Key = string> extends DataLoader<Key, Row | null, string> {
  /** Rows that were read elsewhere: for them no statement is needed. They are looked at only when something is loaded. */
  learn(rows: readonly Row[]): void;
}

/** A loader over `read`, which answers rows in no order; `keyOf` finds the key in a row. */
export function recordLoader<Row>(read: (keys: readonly string[]) => Promise<readonly Row[]>, keyOf: (row: Row) => string | null): RecordLoader<Row> {
  return new LearningLoader(read, keyOf);
}

class LearningLoader<Row> extends DataLoader<string, Row | null, string> implements RecordLoader<Row> {
  #pages: (readonly Row[])[] | null = null;
  #learned: Map<string | null, Row> | null = null;

  constructor(read: (keys: readonly string[]) => Promise<readonly Row[]>, keyOf: (row: Row) => string | null) {
    super(async (keys) => {
      const learned = this.#indexed(keyOf);
      const unknown = learned === null ? keys : keys.filter((key) => !learned.has(key));
      const found = new Map(unknown.length === 0 ? [] : (await read(unknown)).map((row) => [keyOf(row), row]));
      return keys.map((key) => learned?.get(key) ?? found.get(key) ?? null);
    }, OPTIONS);
  }

  learn(rows: readonly Row[]): void {
    (this.#pages ??= []).push(rows);
  }

  override clearAll(): this {
    this.#pages = null;
    this.#learned = null;
    return super.clearAll();
  }

  #indexed(keyOf: (row: Row) => string | null): ReadonlyMap<string | null, Row> | null {
    if (this.#pages === null) return this.#learned;
    this.#learned ??= new Map();
    for (const row of this.#pages.flat()) this.#learned.set(keyOf(row), row);
    this.#pages = null;
    return this.#learned;
  }
}
