// The algorithms there are, remembered for a moment: every call of a deployment is checked against them.
import { bookOf, type AlgorithmBook } from '../../../domain/graph/algorithm-book.ts';
import { BUILT_IN_ALGORITHMS } from '../../../domain/graph/built-in/built-in-algorithms.ts';
import type { Connection } from '../../../store/database.ts';
import { lastingOf } from '../../../store/lasting-connection.ts';
import { offeredAlgorithms, type OfferedAlgorithm } from '../../../store/read/deployment/offered-algorithm.store.ts';

/** Longest time, in milliseconds, for which the algorithms of runners are taken to be the same. */
export const ALGORITHM_MEMORY_MS = 2_000;

interface Remembered {
  readonly readAt: number;
  readonly list: Promise<readonly OfferedAlgorithm[]>;
  book: AlgorithmBook | null;
}

const MEMORIES = new WeakMap<Connection, Remembered>();

/** Every algorithm: those of this program, then those that runners have or had. At most `ALGORITHM_MEMORY_MS` old. */
export async function algorithmList(db: Connection): Promise<readonly OfferedAlgorithm[]> {
  return remembered(db).list;
}

/** The same by name. What is built in is never another's. */
export async function algorithmBook(db: Connection): Promise<AlgorithmBook> {
  const known = remembered(db);
  known.book ??= bookOf((await known.list).map(({ description }) => description));
  return known.book;
}

/** Forgets what was remembered of a database, because a runner has just come. */
export function forgetAlgorithms(db: Connection): void {
  MEMORIES.delete(lastingOf(db));
}

function remembered(db: Connection): Remembered {
  // Read by no single call: one that ends must not take the answer from the others.
  const lasting = lastingOf(db);
  const known = MEMORIES.get(lasting);
  if (known && performance.now() - known.readAt <= ALGORITHM_MEMORY_MS) return known;
  const list = readAll(lasting);
  const fresh: Remembered = { readAt: performance.now(), list, book: null };
  MEMORIES.set(lasting, fresh);
  // What could not be read is not remembered; whoever waits for it hears why.
  list.catch(() => { if (MEMORIES.get(lasting) === fresh) MEMORIES.delete(lasting); });
  return fresh;
}

async function readAll(db: Connection): Promise<readonly OfferedAlgorithm[]> {
  const builtIn = new Set(BUILT_IN_ALGORITHMS.map(({ name }) => name));
  const offered = (await offeredAlgorithms(db)).filter(({ description }) => !builtIn.has(description.name));
  return [...BUILT_IN_ALGORITHMS.map((description) => ({ description, isAvailable: true })), ...offered];
}
