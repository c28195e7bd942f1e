// Scans: the rows that the filter is true of, in order, and an honest end when there are too many to look at.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVERYTHING, type Filter } from '../../src/domain/filter/filter.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { type Scan, scanList } from '../../src/store/filter/bounded-scan.ts';
import { TASK_READS } from '../../src/store/read/task-read.store.ts';
import { EngineBench } from '../engine/engine-bench.ts';

let bench: EngineBench;
beforeAll(async () => {
  bench = await EngineBench.open();
  await bench.sql(`INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status) SELECT gen_random_uuid(), project.id, 'task ' || n, 'command', jsonb_build_object('n', n), '{}', 'created' FROM project, generate_series(1, 1200) n ORDER BY n LIMIT 1200`);
});
afterAll(() => bench?.[Symbol.asyncDispose]());

const everySeventh: Filter = { kind: 'regex', path: ['label'], pattern: '^0 of' };
const scan = (given: Partial<Scan<Task>> = {}) => scanList(bench.engine.db, TASK_READS, {
  narrow: EVERYTHING, filter: everySeventh, order: TASK_READS.order({ field: 'CREATED_AT', descending: false }), after: null, reach: null, limit: 1_000,
  valuesOf: ({ spec }) => ({ label: `${(spec as unknown as { n: number }).n % 7} of 7` }), ...given,
});

test('a scan finds what the filter is true of to the end of the list', async () => {
  const found = await scan();
  expect(found.rows.map(({ name }) => name)).toEqual(Array.from({ length: 171 }, (_, i) => `task ${7 * (i + 1)}`));
  expect(found).toMatchObject({ scanned: 1_200, end: 'OVER' });
});

test('a scan ends when its page is full, and the next one goes on where it ended', async () => {
  const first = await scan({ limit: 3 });
  expect([first.end, first.scanned]).toEqual(['FULL', 21]);
  const second = await scan({ limit: 3, after: first.last });
  expect(second.rows.map(({ name }) => name)).toEqual(['task 28', 'task 35', 'task 42']);
});

test('a scan that reaches its bound says so, has what it found until then, and can be gone on with', async () => {
  const cut = await scan({ maxScanned: 600 });
  expect([cut.end, cut.scanned, cut.rows.length]).toEqual(['CUT', 600, 85]);
  const rest = await scan({ after: cut.last });
  expect([rest.end, rest.rows.length]).toEqual(['OVER', 86]);
});

test('what the database can tell narrows what is looked at', async () => {
  const found = await scan({ narrow: { kind: 'text', path: ['name'], op: 'startsWith', value: 'task 7' } });
  expect([found.scanned, found.rows.map(({ name }) => name)]).toEqual([111, ['task 7', 'task 70', 'task 77', ...Array.from({ length: 15 }, (_, i) => `task ${700 + 7 * i}`).filter((name) => name < 'task 8')]]);
});
