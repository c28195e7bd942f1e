// Whose events they are: who may write and read them, and what becomes of them when their owner goes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor, PersonRole } from '../../src/domain/access.ts';
import { startExternal } from '../../src/engine/external/start-external.service.ts';
import { metricOwners } from '../../src/engine/metric/owner.read.ts';
import { reportEvents } from '../../src/engine/metric/report-events.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { retain } from '../../src/engine/retention.ts';
import { deleteMetricsOf } from '../../src/store/write/metric/forget-metrics.store.ts';
import { acceptedId, EngineBench } from '../engine/engine-bench.ts';

let bench: EngineBench;
let project: string;
beforeAll(async () => {
  bench = await EngineBench.open();
  project = acceptedId(await createProject(bench.engine, bench.as(), { path: '/lab' }));
});
afterAll(async () => { await bench[Symbol.asyncDispose](); });

const granted = (path: string, role: PersonRole): Actor => ({ ...bench.local, role: 'admin', grants: [{ path, role }] });
const scalar = (task: string, iter: number): object => ({ task, type: 'training_stats_scalar', metric: 'm', variant: 'v', iter, value: iter });

async function report(actor: Actor, events: readonly object[]): Promise<{ added: number; faults: Record<string, number> }> {
  const { added, faults } = await reportEvents(bench.engine, { actor, requestId: null }, { events: events as Record<string, unknown>[], worker: null, uuidOf: (id) => id });
  return { added, faults: Object.fromEntries(faults) };
}

const rowsOf = async (id: string): Promise<unknown> => (await bench.one<{ n: unknown }>(`SELECT jsonb_build_array((SELECT count(*) FROM metric_stream WHERE owner_id = $1), (SELECT count(*) FROM metric_series WHERE owner_id = $1),
  (SELECT count(*) FROM metric_point p JOIN metric_series s ON s.id = p.series_id WHERE s.owner_id = $1), (SELECT count(*) FROM metric_document p JOIN metric_series s ON s.id = p.series_id WHERE s.owner_id = $1)) AS n`, [id])).n;

test('who may not see a task writes to none, who may only look is told so, and neither harms the rest of the batch', async () => {
  const [own, other] = [await bench.task({ projectId: project }), await bench.task()];
  expect(await report(granted('/lab', 'operator'), [scalar(own, 1), scalar(other, 1)])).toEqual({ added: 1, faults: { 'Invalid task id': 1 } });
  expect(await report(granted('/lab', 'viewer'), [scalar(own, 2)])).toEqual({ added: 0, faults: { 'no write permission for the task': 1 } });
  expect(await rowsOf(other)).toEqual([0, 0, 0, 0]);
  await expect(reportEvents(bench.engine, bench.as('viewer'), { events: [], worker: null, uuidOf: (id) => id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(metricOwners(bench.engine, granted('/lab', 'viewer'), { isModel: false, ids: [own, other] })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['taskId'] });
  expect(await metricOwners(bench.engine, granted('/lab', 'viewer'), { isModel: false, ids: [own] })).toMatchObject([{ id: own }]);
});

test('a public task takes events of nobody, and everybody may read them', async () => {
  const task = await bench.task();
  await bench.sql('UPDATE task SET is_public = true WHERE id = $1', [task]);
  expect(await report(bench.local, [scalar(task, 1)])).toMatchObject({ added: 0 });
  expect(await metricOwners(bench.engine, granted('/lab', 'viewer'), { isModel: false, ids: [task] })).toHaveLength(1);
});

test('a report is a sign of life of an outside attempt', async () => {
  const task = await bench.task();
  acceptedId(await startExternal(bench.engine, bench.as(), { taskId: task, worker: { name: 'w' } }));
  await bench.sql(`UPDATE attempt SET last_seen_at = now() - interval '1 hour' WHERE task_id = $1`, [task]);
  await report(bench.local, [{ task, type: 'log', msg: 'alive' }]);
  expect(await bench.one(`SELECT last_seen_at > now() - interval '1 minute' AS fresh FROM attempt WHERE task_id = $1`, [task])).toEqual({ fresh: true });
  expect(bench.logged).toContain(task);
});

test('what belongs to deleted owners and to generations that were left goes with a round of retention, and nothing else', async () => {
  const plot = (task: string): object => ({ task, type: 'plot', metric: 'p', variant: 'v', iter: 1, plot_str: '{}' });
  const [kept, deleted, reset] = [await bench.task(), await bench.task(), await bench.task()];
  for (const task of [kept, deleted, reset]) await report(bench.local, [scalar(task, 1), scalar(task, 2), plot(task)]);
  const model = bench.engine.newId();
  await bench.sql(`INSERT INTO model (id, project_id, name, ready) VALUES ($1, $2, 'm', false)`, [model, project]);
  await report(bench.local, [{ ...scalar(model, 1), model_event: true }]);
  await bench.sql('UPDATE task SET deleted_at = now() WHERE id = $1', [deleted]);
  await bench.sql('UPDATE task SET generation = 2 WHERE id = $1', [reset]);
  await report(bench.local, [scalar(reset, 7)]);
  await retain(bench.engine);
  expect(await Promise.all([kept, deleted, reset, model].map(rowsOf))).toEqual([[1, 2, 2, 1], [0, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 0]]);
  while ((await deleteMetricsOf(bench.engine.db, [kept, model], 1)) > 0);
  expect(await Promise.all([kept, reset, model].map(rowsOf))).toEqual([[0, 0, 0, 0], [1, 1, 1, 0], [0, 0, 0, 0]]);
});

test('what is beyond a limit is counted by its reason, and what was there may still be overwritten', async () => {
  const task = await bench.task();
  await report(bench.local, [scalar(task, 1)]);
  await bench.sql('UPDATE metric_series SET entries = 1000000 WHERE owner_id = $1', [task]);
  expect(await report(bench.local, [scalar(task, 2), { ...scalar(task, 1), metric: 'other' }])).toMatchObject({ added: 1, faults: { 'the series would have more than 1000000 points, and no more are kept': 1 } });
  expect(await report(bench.local, [{ ...scalar(task, 1), value: 9 }])).toMatchObject({ added: 1 });
  await bench.sql('UPDATE metric_stream SET series = 10000, points = 20000000, text = 4294967296 WHERE owner_id = $1', [task]);
  const answer = await report(bench.local, [{ ...scalar(task, 1), metric: 'third' }, { ...scalar(task, 2), metric: 'other' }, { ...scalar(task, 1), metric: 'other', value: 3 }, { task, type: 'plot', metric: 'p', plot_str: '{}' }]);
  expect(answer.added).toBe(0);
  expect(Object.values(answer.faults).toSorted()).toEqual([2, 2]);
  expect(await report(bench.local, [{ ...scalar(task, 1), metric: 'other', value: 3 }])).toMatchObject({ added: 1 });
});
