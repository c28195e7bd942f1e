// Tasks in any number, and what their lists read: the plans of the statements that the lists send.
import type pg from 'pg';
import { type Filter, EVERYTHING } from '../../src/domain/filter/filter.ts';
import { checkFilter } from '../../src/domain/filter/filter-check.ts';
import type { ListOrder, TaskOrderField } from '../../src/domain/filter/list-orders.ts';
import { normalFilter } from '../../src/domain/filter/normal-form.ts';
import type { ListedTask } from '../../src/domain/task/task.ts';
import type { Connection, Database, Statement } from '../../src/store/database.ts';
import type { RowKey, RowPage } from '../../src/store/read/keyset.ts';
import { TASK_READS } from '../../src/store/read/task-read.store.ts';
import { wireTypes } from '../../src/store/wire-types.ts';

/** An id that says what it is of. */
export const idOf = (kind: number, n: number): string => `00000000-0000-7000-8${String(kind).padStart(3, '0')}-${String(n).padStart(12, '0')}`;
/** Kinds of ids. */
export const KIND = { project: 1, run: 2, queue: 3, user: 4, task: 5 } as const;
/** The member of its kind that five tasks have, whatever their number: the oldest. */
export const RARE = 99;

/**
 * `size` tasks, the oldest a hundred days old. Most are completed commands of one project and one queue; 2 % have failed; 1 % have the tag
 * `common`, the older half the tag `old`; a tenth belongs to runs of fifty. Of every field there is a value that the oldest five have.
 */
export async function seedTasks(client: pg.Client | pg.PoolClient, size: number): Promise<void> {
  const rare = (value: string, usual: string) => `CASE WHEN n <= 5 THEN ${value} ELSE ${usual} END`;
  const text = (value: string) => `'${value}'`;
  const id = (kind: number, n: number) => `'${idOf(kind, n)}'::uuid`;
  const madeId = (kind: number, n: string) => `('00000000-0000-7000-8${String(kind).padStart(3, '0')}-' || lpad((${n})::text, 12, '0'))::uuid`;
  const made = `date_trunc('milliseconds', now() - interval '100 days' * (1 - n::float8 / ${size}))`;
  // Foreign keys are none of our business here, and indexes made of a full table take a tenth of the time that filling them takes.
  await client.query('BEGIN; SET LOCAL session_replication_role = replica');
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index WHERE indrelid = 'task'::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)`);
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await client.query(`INSERT INTO project (id, path) SELECT ${madeId(KIND.project, 'n')}, '/p' || n FROM generate_series(1, ${RARE}) n`);
  await client.query(
    `INSERT INTO task (id, project_id, run_id, node, name, spec_kind, spec, retry, status, status_changed_at, hold, generation, queue_id, priority, tags, cloned_from, created_by, created_at, started_at, ended_at)
    SELECT ${madeId(KIND.task, 'n')}, ${rare(id(KIND.project, RARE), madeId(KIND.project, '1 + CASE WHEN n % 10 < 6 THEN 0 ELSE n % 20 END'))},
      CASE WHEN n <= 5 OR n % 10 = 0 THEN ${madeId(KIND.run, 'n / 500')} END, CASE WHEN n <= 5 OR n % 10 = 0 THEN 'node-' || n % 500 || '-' || n END, ${rare(text('Rare Name'), `'Job ' || n % 100000`)},
      ${rare(text('steps'), text('command'))}, '{"kind":"command","binary":"true","args":[],"env":{}}', '{"max":0}', ${rare(text('stopped'), `CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'completed' END`)}, ${made} + interval '2 minutes',
      ${rare(text('USER'), text('NONE'))}, ${rare('2', '1')}, ${rare(id(KIND.queue, RARE), madeId(KIND.queue, '1 + CASE WHEN n % 10 < 8 THEN 0 ELSE n % 4 END'))}, ${rare('9', '0')},
      ${rare(`ARRAY['rare', 'old']`, `CASE WHEN n % 100 = 0 THEN ARRAY['common'] ELSE '{}' END || CASE WHEN n < ${size} / 2 THEN ARRAY['old'] ELSE '{}' END`)},
      ${rare(id(KIND.task, 1), 'NULL')}, ${rare(id(KIND.user, RARE), madeId(KIND.user, '1 + n % 3'))}, ${made}, ${made} + interval '1 minute', ${made} + interval '2 minutes'
    FROM generate_series(1, ${size}) n`);
  for (const { definition } of rows) await client.query(definition);
  await client.query('COMMIT');
  await client.query('VACUUM ANALYZE task');
}

/** What one list read. */
export interface ListPlan {
  readonly rows: readonly ListedTask[];
  /** Pages of the buffer cache looked at, by all statements together. */
  readonly buffers: number;
  /** Whether the table was read from end to end. */
  readonly readsTable: boolean;
  readonly ms: number;
}

/** A list to be read. */
export interface PlannedList {
  readonly filter?: Filter;
  readonly order?: ListOrder<TaskOrderField>;
  readonly after?: RowKey;
  readonly limit?: number;
  /** The rows that are looked at in this order lie on a page each. */
  readonly isScattered?: true;
}

/** Reads a page of tasks as the API does and tells what its statements did. */
export async function planOf(database: Database, list: PlannedList): Promise<ListPlan> {
  const seen = { buffers: 0, readsTable: false, ms: 0 };
  const { rows } = await pageOf(explaining(database, seen), list);
  return { ...seen, rows };
}

/** Reads a page of tasks. */
export function pageOf(connection: Connection, { filter = EVERYTHING, order, after, limit = 50 }: PlannedList): Promise<RowPage<ListedTask>> {
  checkFilter(filter, TASK_READS.fields);
  return TASK_READS.page(connection, normalFilter(filter), { order: TASK_READS.order(order), reach: null, page: { limit, backward: false, after: after ?? null, before: null } });
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}

function explaining(database: Database, seen: { buffers: number; readsTable: boolean; ms: number }): Connection {
  return {
    async query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
      const { rows } = await database.pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode; 'Execution Time': number }] }>({ text: `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement.text}`, values: [...values], types: wireTypes });
      const [{ Plan: plan, 'Execution Time': ms }] = rows[0]!['QUERY PLAN'];
      seen.buffers += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
      seen.ms += ms;
      seen.readsTable ||= nodesOf(plan).some((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'task' && node['Actual Loops'] > 0);
      return database.query<Row>(statement, values);
    },
  };
}

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
