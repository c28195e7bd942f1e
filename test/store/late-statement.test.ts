// Statements that come after their transaction has failed: none of them may be carried out, outside it or in the next one.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Database, type Connection } from '../../src/store/database.ts';
import { freshDatabase, type FreshDatabase } from '../postgres/fresh-database.ts';

const PUT = { name: 'late.put', text: 'INSERT INTO late_put (n) VALUES ($1)' };
const FAIL = { name: 'late.fail', text: 'SELECT 1 / $1::int' };

let fresh: FreshDatabase;
let db: Database;
beforeEach(async () => {
  fresh = await freshDatabase();
  db = await Database.open({ url: fresh.url, poolSize: 1, transactionTimeout: 5_000 });
  await db.pool.query('CREATE TABLE late_put (n int NOT NULL)');
});
afterEach(async () => {
  await db.close();
  await fresh.drop();
});

test('what is sent behind a statement whose failure has ended the transaction is refused, and the next transaction of the connection has none of it', async () => {
  let kept: Connection | undefined;
  const failing = db.transaction(async (tx) => {
    kept = tx;
    await tx.query(FAIL, [0]);
  });
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  await expect(kept!.query(PUT, [1])).rejects.toThrow('over');
  expect((await db.pool.query('SELECT n FROM late_put')).rows).toEqual([]);
});

test('a branch of the work that was still to send more when another branch failed writes nothing', async () => {
  const branches: Promise<unknown>[] = [];
  const failing = db.transaction(async (tx) => {
    branches.push(slowBranch(tx), tx.query(FAIL, [0]));
    await Promise.all(branches);
  });
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  await Promise.allSettled(branches);
  await db.transaction((tx) => tx.query(PUT, [7]));
  expect((await db.pool.query('SELECT n FROM late_put')).rows).toEqual([{ n: 7 }]);
});

test('what is sent behind a commit is refused as well', async () => {
  let kept: Connection | undefined;
  await db.transaction(async (tx) => {
    kept = tx;
    await tx.query(PUT, [1]);
  });
  await expect(kept!.query(PUT, [2])).rejects.toThrow('over');
  expect((await db.pool.query('SELECT n FROM late_put')).rows).toEqual([{ n: 1 }]);
});

/** Its first statement succeeds; it takes some turns before it sends the next. */
async function slowBranch(tx: Connection): Promise<void> {
  await tx.query(PUT, [1]);
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
  await tx.query(PUT, [2]);
}
