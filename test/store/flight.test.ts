// Statements that travel together: each is carried out as if it had been sent alone, and the failure of one is told as what it is.
import v8 from 'node:v8';
import vm from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Database } from '../../src/store/database.ts';
import { freshDatabase, type FreshDatabase } from '../postgres/fresh-database.ts';

const LOCK = { name: 'flight.lock', text: 'SELECT pg_advisory_xact_lock(7)' };
const PUT = { name: 'flight.put', text: 'INSERT INTO flown (n) VALUES ($1)' };
const ALL = { name: 'flight.all', text: 'SELECT n FROM flown ORDER BY n' };
const WAITING = { name: 'flight.waiting', text: `SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())` };
const DIVIDE = { name: 'flight.divide', text: 'SELECT 6 / $1::int AS n' };
const HUGE = { name: 'flight.huge', text: 'SELECT $1::text::int8 AS n' };

let fresh: FreshDatabase;
let db: Database;
beforeEach(async () => {
  fresh = await freshDatabase();
  db = await Database.open({ url: fresh.url, poolSize: 1, transactionTimeout: 5_000 });
  await db.pool.query('CREATE TABLE flown (n int NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED)');
});
afterEach(async () => {
  await db.close();
  await fresh.drop();
});

test('what is read together with the wait for a lock is what was committed when the lock was had', async () => {
  await using other = await opened();
  const held = Promise.withResolvers<void>();
  const holding = other.db.transaction(async (tx) => {
    await tx.query(LOCK, []);
    held.resolve();
    while ((await tx.query<{ n: number }>(WAITING, []))[0]!.n === 0) await new Promise(setImmediate); // bounded by the time of the test
    await tx.query(PUT, [1]);
  });
  await held.promise;
  const read = await db.transaction(async (tx) => (await Promise.all([tx.query(LOCK, []), tx.query(ALL, [])]))[1]);
  await holding;
  expect(read).toEqual([{ n: 1 }]);
});

test('of statements that are sent together those before a failure have their answers, those behind it are told so, and the transaction says what has failed', async () => {
  let seen: PromiseSettledResult<unknown>[] = [];
  const failing = db.transaction(async (tx) => {
    seen = await Promise.allSettled([tx.query(DIVIDE, [3]), tx.query(DIVIDE, [0]), tx.query(PUT, [1]), tx.query(ALL, [])]);
    throw (seen[2] as PromiseRejectedResult).reason;
  });
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  expect(seen.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as { code: string }).code))).toEqual([[{ n: 2 }], '22012', '25P02', '25P02']);
});

test('statements that were to be prepared behind a failure are prepared when they are needed next', async () => {
  await expect(db.transaction((tx) => Promise.all([tx.query(DIVIDE, [0]), tx.query(PUT, [1]), tx.query(ALL, [])]))).rejects.toMatchObject({ code: '22012' });
  await db.transaction((tx) => Promise.all([tx.query(PUT, [2]), tx.query(ALL, [])]));
  expect(await db.query(ALL, [])).toEqual([{ n: 2 }]);
});

test('a statement of its own is refused when its commit is, though the statement itself had been carried out', async () => {
  await db.query(PUT, [1]);
  await expect(db.query(PUT, [1])).rejects.toMatchObject({ code: '23505' });
  await expect(db.transaction((tx) => tx.query(PUT, [1]))).rejects.toMatchObject({ code: '23505' });
  expect(await db.query(ALL, [])).toEqual([{ n: 1 }]);
});

test('a row that cannot be read fails its statement alone, and the connection goes on', async () => {
  await expect(db.query(HUGE, ['9007199254740993'])).rejects.toThrow('safe integer');
  const [read, other] = await Promise.allSettled([db.query(HUGE, ['9007199254740993']), db.query(HUGE, ['7'])]);
  expect([read!.status, other]).toEqual(['rejected', { status: 'fulfilled', value: [{ n: 7 }] }]);
});

test('two statements of one name are refused before anything of them is sent', async () => {
  const twin = { name: ALL.name, text: 'SELECT 1 AS n' };
  await expect(db.transaction((tx) => Promise.all([tx.query(PUT, [1]), tx.query(ALL, []), tx.query(twin, [])]))).rejects.toThrow('flight.all');
  expect(await db.query({ name: 'flight.count', text: 'SELECT count(*) AS n FROM flown' }, [])).toEqual([{ n: 0 }]);
});

test('a value that has no form in PostgreSQL fails its transaction, and nothing of it stays', async () => {
  const round: unknown[] = [];
  round.push({ round });
  await expect(db.transaction((tx) => Promise.all([tx.query(PUT, [1]), tx.query(PUT, [round])]))).rejects.toThrow(/circular/i);
  expect(await db.query(ALL, [])).toEqual([]);
});

test('of statements that are over nothing stays for which all of the memory would have to be collected', async () => {
  const text = { name: 'flight.text', text: 'SELECT $1::text AS back' };
  const send = async (statements: number): Promise<void> => {
    for (let n = 0; n < statements; n += 1) await db.transaction((tx) => tx.query(text, [`${n}`.padEnd(TEXT_BYTES, 'x')]));
    // What outlives two of these is put where only a full collection clears.
    for (const _ of [1, 2]) collectYoung();
  };
  await send(50);
  const before = oldBytes();
  await send(500);
  expect(oldBytes() - before).toBeLessThan((500 * TEXT_BYTES) / 4);
});

/** Bytes of a value that is sent and comes back. */
const TEXT_BYTES = 20_000;

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as (how: { readonly type: 'minor' }) => void;

function collectYoung(): void {
  collect({ type: 'minor' });
}

function oldBytes(): number {
  return v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')!.space_used_size;
}

/** Another process's connection. */
async function opened(): Promise<AsyncDisposable & { readonly db: Database }> {
  const other = await Database.open({ url: fresh.url, poolSize: 1, transactionTimeout: 5_000 });
  return { db: other, [Symbol.asyncDispose]: () => other.close() };
}
