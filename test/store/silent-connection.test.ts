// A database that falls silent without closing anything: calls end within a bound, and go on when it is back.
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isDatabaseLoss } from '../../src/server/database-loss.ts';
import { Database } from '../../src/store/database.ts';
import { FaultProxy } from '../fault/tool/fault-proxy.ts';
import { until } from '../fault/until.ts';
import { freshDatabase, type FreshDatabase } from '../postgres/fresh-database.ts';

const TRANSACTION_MS = 400;
const MARGIN_MS = 200;
const POOL_WAIT_MS = 700;
const LIMIT_MS = TRANSACTION_MS + MARGIN_MS;
const ONE = { name: 'silent.one', text: 'SELECT 1 AS one' };

let fresh: FreshDatabase;
let proxy: FaultProxy;
let db: Database;
beforeEach(async () => {
  fresh = await freshDatabase();
  proxy = await FaultProxy.open(fresh.url);
  db = await Database.open({ url: proxy.through(fresh.url), poolSize: 3, poolWaitMs: POOL_WAIT_MS, transactionTimeout: TRANSACTION_MS, answerMarginMs: MARGIN_MS });
});
afterEach(async () => {
  proxy.heal();
  await db.close();
  await proxy[Symbol.asyncDispose]();
  await fresh.drop();
});

describe('a half-open connection of the pool', () => {
  test('a statement on it ends within the limit as a lost database, and takes the idle connections with it', async () => {
    await Promise.all([1, 2, 3].map(() => db.query(ONE, [])));
    expect(db.pool.idleCount).toBe(3);
    proxy.freeze();
    const { error, ms } = await failureOf(db.query(ONE, []));
    expect(isDatabaseLoss(error)).toBe(true);
    expect(ms).toBeGreaterThan(TRANSACTION_MS);
    expect(ms).toBeLessThan(LIMIT_MS + 500);
    await until('the idle ones are gone too', () => db.pool.totalCount === 0, { withinMs: 1_000 });
    const next = await failureOf(db.query(ONE, []));
    expect(isDatabaseLoss(next.error)).toBe(true);
    expect(next.ms).toBeLessThan(POOL_WAIT_MS + 500);
    proxy.heal();
    expect(await db.query(ONE, [])).toEqual([{ one: 1 }]);
  });

  test.each(['at its beginning', 'in the middle', 'at its commit'])('a transaction that meets it %s ends within the limit as a lost database and gives its connection up', async (when) => {
    await Promise.all([1, 2].map(() => db.query(ONE, [])));
    if (when === 'at its beginning') proxy.freeze();
    const { error, ms } = await failureOf(db.transaction(async (tx) => {
      await tx.query(ONE, []);
      if (when === 'in the middle') {
        proxy.freeze();
        await tx.query(ONE, []);
      }
      proxy.freeze();
    }));
    expect(isDatabaseLoss(error)).toBe(true);
    expect(ms).toBeLessThan(LIMIT_MS + 500);
    await until('no connection is left', () => db.pool.totalCount === 0, { withinMs: 1_000 });
    proxy.heal();
    expect(await db.transaction((tx) => tx.query(ONE, []))).toEqual([{ one: 1 }]);
  });

  test('the idle connections end also when nobody has waited for the statement that heard nothing', async () => {
    await Promise.all([1, 2, 3].map(() => db.query(ONE, [])));
    const { error } = await failureOf(db.transaction(async (tx) => {
      await tx.query(ONE, []);
      proxy.freeze();
      tx.query(ONE, []).catch(() => undefined);
      await tx.query(ONE, []);
    }));
    expect(isDatabaseLoss(error)).toBe(true);
    await until('no connection is left', () => db.pool.totalCount === 0, { withinMs: 1_000 });
  });

  test('many callers at once all end within the wait for a connection and the limit of a statement', async () => {
    await db.query(ONE, []);
    proxy.freeze();
    const ended = await Promise.all(Array.from({ length: 30 }, () => failureOf(db.query(ONE, []))));
    expect(ended.filter(({ error }) => !isDatabaseLoss(error))).toEqual([]);
    expect(Math.max(...ended.map(({ ms }) => ms))).toBeLessThan(POOL_WAIT_MS + LIMIT_MS + 500);
    proxy.heal();
    expect(await db.query(ONE, [])).toEqual([{ one: 1 }]);
  });
});

test('a database that admits a connection and says nothing more is given up while it is opened', async () => {
  // The password is not asked for, and the connection is ready: what the first two messages of PostgreSQL say.
  const admitted = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.write(admitted));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `postgresql://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/silent?sslmode=disable`;
    const { error, ms } = await failureOf(Database.open({ url, poolSize: 1, poolWaitMs: POOL_WAIT_MS, transactionTimeout: TRANSACTION_MS, answerMarginMs: MARGIN_MS }));
    expect(isDatabaseLoss(error)).toBe(true);
    expect(ms).toBeLessThan(LIMIT_MS + 2_000);
  } finally {
    server.close();
  }
});

test('a connection asks PostgreSQL to look after a peer that is gone', async () => {
  const [shown] = await db.query<{ idle: string }>({ name: 'silent.idle', text: `SELECT current_setting('tcp_keepalives_idle') AS idle` }, []);
  expect(shown).toEqual({ idle: '10' });
});

async function failureOf(work: Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const began = performance.now();
  const error: unknown = await work.then(() => null, (caught: unknown) => caught);
  return { error, ms: performance.now() - began };
}
