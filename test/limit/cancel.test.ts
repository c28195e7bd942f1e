// Operations that take too long or that nobody waits for: their statements end in PostgreSQL, and the connections work on.
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database, Statement } from '../../src/store/database.ts';
import { limitedRead } from '../../src/store/filter/limited-read.ts';
import { projectBookOf } from '../../src/store/reach/project-book.ts';
import { until } from '../fault/until.ts';
import { LiveClient } from '../live/live-client.ts';
import { type GroundOptions, type LiveGround, liveGround } from '../live/live-ground.ts';

const SLEEP: Statement = { name: 'test_sleep', text: 'SELECT pg_sleep($1)' };
const ONE: Statement = { name: 'test_one', text: 'SELECT 1 AS one' };
const SLEEPING: Statement = { name: 'test_sleeping', text: `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep%'` };
/** A read that waits: the test holds the table. */
const WAITING: Statement = { name: 'test_waiting', text: `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'` };
const READ = '{ projects(first: 3) { nodes { path } } }';

let ground: LiveGround;
afterEach(() => ground.close());

async function count(statement: Statement): Promise<number> {
  return (await ground.db.query<{ n: number }>(statement, []))[0]!.n;
}

/** Runs `work` while every read of projects has to wait. */
async function whileHeld(work: () => Promise<void>): Promise<void> {
  await ground.db.transaction(async (tx) => {
    await tx.query({ name: '', text: 'LOCK TABLE project IN ACCESS EXCLUSIVE MODE' }, []);
    await work();
  });
}

describe('a statement of a connection that can be cancelled', () => {
  beforeEach(async () => { ground = await liveGround(); });

  const cancellable = (): { db: Database; abort: () => void } => {
    const controller = new AbortController();
    return { db: ground.db.cancelledBy(controller.signal), abort: () => controller.abort(new Error('enough')) };
  };

  test('is gone from PostgreSQL within a second of the abort, its caller hears at once, and the pool works on', async () => {
    const { db, abort } = cancellable();
    const sleep = db.query(SLEEP, [4]);
    sleep.catch(() => undefined);
    await until('it sleeps', async () => (await count(SLEEPING)) === 1, { withinMs: 3_000 });
    const at = performance.now();
    abort();
    await expect(sleep).rejects.toThrow('enough');
    expect(performance.now() - at).toBeLessThan(100);
    await until('nothing sleeps', async () => (await count(SLEEPING)) === 0, { withinMs: 1_000 });
    expect(await ground.db.query(ONE, [])).toEqual([{ one: 1 }]);
  });

  test('200 aborts in a row hit no statement of anybody else, and leave no connection behind that is not idle', async () => {
    for (let n = 0; n < 200; n++) {
      const { db, abort } = cancellable();
      const sleep = db.query(SLEEP, [n % 3 === 0 ? 0.002 : 4]);
      sleep.catch(() => undefined);
      // At any moment: before it is sent, while it runs, as it ends by itself.
      await new Promise((resolve) => setTimeout(resolve, n % 5));
      abort();
      const others = await Promise.all([1, 2, 3].map(() => ground.db.query(ONE, [])));
      expect(others).toEqual([[{ one: 1 }], [{ one: 1 }], [{ one: 1 }]]);
      await sleep.catch((error: Error) => expect(error.message).toBe('enough'));
    }
    const { pool } = ground.db;
    await until('all connections are back', () => pool.idleCount === pool.totalCount && pool.waitingCount === 0, { withinMs: 3_000 });
    expect(pool.totalCount).toBeLessThanOrEqual(8);
    await until('nothing sleeps', async () => (await count(SLEEPING)) === 0, { withinMs: 1_000 });
  });

  test('is not even begun after the abort, and one that waited for a place gives the place back', async () => {
    const early = cancellable();
    early.abort();
    await expect(early.db.query(ONE, [])).rejects.toThrow('enough');
    await expect(early.db.transaction(() => Promise.resolve())).rejects.toThrow('enough');
    const busy = Array.from({ length: 8 }, () => cancellable());
    const sleeps = busy.map(({ db }) => db.query(SLEEP, [4]).catch((error: Error) => error.message));
    const waiting = cancellable();
    const waits = waiting.db.query(ONE, []);
    waits.catch(() => undefined);
    // The server's own looks may wait beside it.
    await until('it waits for a place', () => ground.db.pool.waitingCount >= 1, { withinMs: 2_000 });
    waiting.abort();
    await expect(waits).rejects.toThrow('enough');
    busy.forEach(({ abort }) => abort());
    expect(await Promise.all(sleeps)).toEqual(busy.map(() => 'enough'));
    expect(await ground.db.query(ONE, [])).toEqual([{ one: 1 }]);
    await until('all connections are back', () => ground.db.pool.idleCount === ground.db.pool.totalCount, { withinMs: 3_000 });
  });

  test('is one of a read of a filter, too, whose connection goes back without its limit', async () => {
    for (let n = 0; n < 12; n++) {
      const { db, abort } = cancellable();
      const read = limitedRead(db, (connection) => connection.query(SLEEP, [n % 3 === 0 ? 0.002 : 4]), 60_000).then(() => 'answered', (error: Error) => error.message);
      if (n % 2 === 0) await until('it is over or sleeps', async () => n % 3 === 0 || (await count(SLEEPING)) === 1, { withinMs: 3_000 });
      abort();
      expect(['enough', ...(n % 3 === 0 ? ['answered'] : [])]).toContain(await read);
    }
    await until('nothing sleeps', async () => (await count(SLEEPING)) === 0, { withinMs: 1_000 });
    await until('all connections are back', () => ground.db.pool.idleCount === ground.db.pool.totalCount, { withinMs: 3_000 });
    const limits = await Promise.all(Array.from({ length: ground.db.pool.totalCount }, () => ground.db.query<{ limit: string; open: boolean }>({ name: '', text: `SELECT current_setting('statement_timeout') AS limit, now() < statement_timestamp() - interval '1 s' AS open` }, [])));
    for (const [row] of limits) expect(row).toEqual({ limit: '0', open: false });
  });

  test('knows the projects that others on the same pool have read', () => {
    expect(projectBookOf(cancellable().db)).toBe(projectBookOf(ground.db));
  });

  test('its failure is told as of any statement', async () => {
    await expect(cancellable().db.query({ name: '', text: 'SELECT 1/0' }, [])).rejects.toMatchObject({ code: '22012' });
  });

  test('a transaction that had begun is carried out', async () => {
    const { db, abort } = cancellable();
    const rows = await db.transaction(async (tx) => {
      await tx.query(ONE, []);
      abort();
      return await tx.query(ONE, []);
    });
    expect(rows).toEqual([{ one: 1 }]);
  });
});

describe('an operation', () => {
  const open = async (options: GroundOptions = {}): Promise<void> => { ground = await liveGround(options); };
  const noWait = () => until('nothing waits', async () => (await count(WAITING)) === 0, { withinMs: 1_000 });
  const waits = () => until('the read waits', async () => (await count(WAITING)) > 0, { withinMs: 2_000 });
  const post = async (query: string): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${ground.httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
    return { status: response.status, body: await response.json() };
  };

  test('that takes too long is answered OPERATION_TIMEOUT with advice over both transports, and its statements are cancelled', async () => {
    await open({ operations: { operationSeconds: 0.3 } });
    const client = await LiveClient.open(ground.url);
    await whileHeld(async () => {
      const timedOut = { message: expect.stringContaining('took longer than 0.3 s') as string, extensions: { code: 'OPERATION_TIMEOUT' } };
      expect(await post(`{ a: projects { nodes { path } } b: projects { totalCount } }`)).toMatchObject({ status: 503, body: { errors: [timedOut] } });
      client.subscribe('1', READ);
      await client.until(() => client.of('1').length > 0, 'the answer');
      expect(client.of('1')[0]).toMatchObject({ type: 'next', payload: { errors: [timedOut] } });
      await noWait();
    });
    expect(await post(READ)).toMatchObject({ status: 200, body: { data: { projects: { nodes: [] } } } });
    expect(ground.logged.filter(({ level }) => level === 'error')).toEqual([]);
    client.close();
  });

  test('whose client hangs up, completes it or closes its socket is cancelled', async () => {
    await open();
    const client = await LiveClient.open(ground.url);
    await whileHeld(async () => {
      const gone = httpRequest(`${ground.httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } });
      gone.on('error', () => undefined);
      gone.end(JSON.stringify({ query: READ }));
      await waits();
      gone.destroy();
      await noWait();
      client.subscribe('1', READ);
      await waits();
      client.send({ id: '1', type: 'complete' });
      await noWait();
      client.subscribe('1', READ);
      await waits();
      client.close();
      await noWait();
    });
    expect(client.of('1')).toEqual([]);
    expect(await post(READ)).toMatchObject({ status: 200 });
    expect(ground.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
