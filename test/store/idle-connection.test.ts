// Connections that nobody uses for a while.
import { afterEach, expect, test, vi } from 'vitest';
import { CONNECTION_IDLE_MS, Database } from '../../src/store/database.ts';
import { until } from '../fault/until.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';

afterEach(() => void vi.useRealTimers());

test('connections that a burst has opened stay for the next one, and go when none comes for a long time', async () => {
  const fresh = await freshDatabase();
  const db = await Database.open({ url: fresh.url, poolSize: 3, transactionTimeout: 5_000 });
  try {
    const backend = { name: 'idle.backend', text: 'SELECT pg_backend_pid() AS pid' };
    const burst = async (): Promise<number[]> => (await Promise.all([1, 2, 3].map(() => db.query<{ pid: number }>(backend, [])))).map(([row]) => row!.pid).sort();
    await burst();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const first = await burst();
    expect(new Set(first).size).toBe(3);
    vi.advanceTimersByTime(CONNECTION_IDLE_MS - 1_000);
    expect(await burst()).toEqual(first);
    vi.advanceTimersByTime(CONNECTION_IDLE_MS);
    vi.useRealTimers();
    await until('they are gone', () => db.pool.totalCount === 0, { withinMs: 2_000 });
  } finally {
    vi.useRealTimers();
    await db.close();
    await fresh.drop();
  }
});

test('a database that ends idle sessions by itself does not end those of the pool', async () => {
  const fresh = await freshDatabase();
  const open = (): Promise<Database> => Database.open({ url: fresh.url, poolSize: 2, transactionTimeout: 5_000 });
  const before = await open();
  await before.query({ name: '', text: `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET idle_session_timeout = %L', current_database(), '50ms'); END $$` }, []);
  await before.close();
  const db = await open();
  try {
    expect(await db.query({ name: '', text: 'SHOW idle_session_timeout' }, [])).toEqual([{ idle_session_timeout: '0' }]);
  } finally {
    await db.close();
    await fresh.drop();
  }
});
