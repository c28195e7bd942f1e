// A pool whose connections are all taken: callers wait for a bounded time and are then told.
import { expect, test } from 'vitest';
import { isDatabaseLoss } from '../../src/server/database-loss.ts';
import { Database } from '../../src/store/database.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';

test('a call that finds every connection taken waits no longer than the limit, and counts as a lost database, not as a bug', async () => {
  const fresh = await freshDatabase();
  const db = await Database.open({ url: fresh.url, poolSize: 1, poolWaitMs: 300, transactionTimeout: 5_000 });
  const one = { name: 'pool.one', text: 'SELECT 1 AS one' };
  try {
    const error = await db.transaction(async () => {
      const begun = performance.now();
      const failure: unknown = await db.query(one, []).catch((caught: unknown) => caught);
      expect(performance.now() - begun).toBeLessThan(2_000);
      return failure;
    });
    expect(isDatabaseLoss(error)).toBe(true);
    expect(await db.query(one, [])).toEqual([{ one: 1 }]);
  } finally {
    await db.close();
    await fresh.drop();
  }
});
