// The migration of output that was there before it lay in weeks.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { Database } from '../../src/store/database.ts';
import { MIGRATIONS_PATH, migrate } from '../../src/store/migrate.ts';
import { readChildPages } from '../../src/store/read/child-listing.ts';
import { cutStreams, LINES_OF_TASKS } from '../../src/store/read/log-read.store.ts';
import { linePartitions } from '../../src/store/retention/line-partition.store.ts';
import { appendLines } from '../../src/store/write/log-write.store.ts';
import { emptyDatabase } from '../postgres/fresh-database.ts';

/** The migrations before the one under test. */
const BEFORE = 'Migration20261121190000_retention.ts';
/** Lines there are before; set SWITCHYARD_TEST_LINES to see how long a large table takes. */
const LINES = Number(process.env['SWITCHYARD_TEST_LINES'] ?? 2_000);

test('lines that were there stay as they are and where they are, in one list with those that come after', async () => {
  const folder = mkdtempSync(path.join(import.meta.dirname, 'migrations-'));
  const fresh = await emptyDatabase();
  try {
    for (const file of readdirSync(MIGRATIONS_PATH).filter((name) => name < BEFORE)) cpSync(path.join(MIGRATIONS_PATH, file), path.join(folder, file));
    await migrate(fresh.url, { log: () => {}, path: folder });
    const db = await Database.open({ url: fresh.url, poolSize: 2, transactionTimeout: 60_000 });
    const [projectId, taskId] = [uuidv7(), uuidv7()];
    await db.pool.query(`INSERT INTO project (id, path) VALUES ($1, '/')`, [projectId]);
    await db.pool.query(`INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status) VALUES ($1, $2, 't', 'command', '{}', '{}', 'created')`, [taskId, projectId]);
    await db.pool.query(`INSERT INTO log_line SELECT $1, 1, g, now(), 1, 'STDOUT', 'line ' || g || repeat(' some text', 8) FROM generate_series(1, $2::int) g`, [taskId, LINES]);
    await db.pool.query('INSERT INTO task_stream (task_id, generation, next) VALUES ($1, 1, $2)', [taskId, LINES + 1]);
    const file = async (): Promise<unknown> => (await db.pool.query(`SELECT pg_relation_filepath(coalesce(to_regclass('log_line_before'), to_regclass('log_line'))) AS path`)).rows[0];
    const before = await file();

    const began = performance.now();
    expect(await migrate(fresh.url, { log: () => {} })).toContain(BEFORE.replace('.ts', ''));
    console.log(`${LINES} lines migrated in ${Math.round(performance.now() - began)} ms`);

    expect(await file()).toEqual(before);
    expect((await linePartitions(db)).map(({ name }) => name)[0]).toBe('log_line_before');
    await db.transaction((tx) => appendLines(tx, { taskId, generation: 1, attemptNo: 1, lines: [{ at: new Date().toISOString(), source: 'STDOUT', message: 'new' }], dropped: 0 }));
    const [page] = await readChildPages<{ n: number; message: string }>(db, LINES_OF_TASKS, { parents: [taskId], page: { limit: 5, backward: false, after: [1, LINES - 1], before: null } });
    expect(page!.rows.map(({ n }) => n)).toEqual([LINES, LINES + 1]);
    expect(page!.rows[1]!.message).toBe('new');
    expect(await cutStreams(db, [taskId])).toEqual([]);
    await db.close();
  } finally {
    rmSync(folder, { recursive: true });
    await fresh.drop();
  }
});
