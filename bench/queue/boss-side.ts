// pg-boss: a job is a row that is marked active by one statement and completed by another, one or many jobs each.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { type QueueSide, requireAll, type Terms, warm } from './side.ts';

/** On a database with its schema, which `fill` makes. */
export function bossSide(url: string): QueueSide {
  return {
    name: 'pg-boss',
    url,
    async fill(terms, jobs) {
      const queue = `bench-${randomUUID().slice(0, 8)}`;
      await withBoss(url, 2, async (boss) => {
        await boss.createQueue(queue);
        await boss.insert(queue, Array.from({ length: jobs }, () => ({ data: {} })));
      });
      const pool = new pg.Pool({ connectionString: url, max: terms.takers });
      await warm(pool, terms.takers);
      const boss = await startBoss(pool);
      return {
        drain: () => drain(boss, { queue, terms, jobs }),
        async close() {
          await boss.stop({ graceful: false });
          await pool.end();
        },
      };
    },
  };
}

/** Uses pg-boss on a pool of its own. */
export async function withBoss(url: string, connections: number, work: (boss: PgBoss) => Promise<void>): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const boss = await startBoss(pool);
  await work(boss);
  await boss.stop({ graceful: false });
  await pool.end();
}

/** Starts pg-boss on a pool, which is its owner's to end; nothing of it runs by itself. */
export async function startBoss(pool: pg.Pool): Promise<PgBoss> {
  const boss = new PgBoss({ db: { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) }, supervise: false, schedule: false });
  boss.on('error', (error) => { throw error; });
  await boss.start();
  return boss;
}

async function drain(boss: PgBoss, { queue, terms, jobs }: { queue: string; terms: Terms; jobs: number }): Promise<void> {
  let done = 0;
  await Promise.all(Array.from({ length: terms.takers }, async () => {
    for (;;) {
      const taken = await boss.fetch(queue, { batchSize: terms.batch });
      if (taken.length === 0) return;
      await boss.complete(queue, taken.map((job) => job.id));
      done += taken.length;
    }
  }));
  requireAll(done, jobs);
}
