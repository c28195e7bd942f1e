// The object of a task: everything that is known of it, in the shape of the version that is asked for.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { markActivity } from '../../src/store/write/experiment/task-activity.store.ts';
import { writeDoc } from '../../src/store/write/experiment/task-doc.store.ts';
import { emptyDoc } from '../../src/domain/task/task-doc.ts';
import { SPEC } from '../engine/engine-bench.ts';
import { ClearmlGround, type Shown } from './clearml-ground.ts';

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open(); });
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const wire = (uuid: string): string => uuid.replaceAll('-', '');
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const shown = async (uuid: string, version?: string): Promise<Shown> => (await ground.data('tasks.get_by_id', { task: wire(uuid) }, version === undefined ? {} : { version })).task;
const set = (uuid: string, columns: string, values: readonly unknown[] = []) => ground.bench.sql(`UPDATE task SET ${columns} WHERE id = $1`, [uuid, ...values]);
const item = (section: string, name: string, value: string, type = '') => ({ section, name, value, type, description: '' });

test('a new task shows what it has, and nothing of what it has not', async () => {
  const id = await ground.bench.task({ name: 'train' });
  const task = await shown(id);
  expect(task).toMatchObject({
    id: wire(id), name: 'train', type: 'custom', status: 'created', status_reason: '', status_message: '', user: wire(ground.bench.local.userId), company: 'd1bd92a3b039400cbafc60a7a5b1e52b', tags: [], system_tags: [], last_iteration: 0,
    last_metrics: {}, output: {}, execution: { parameters: {}, artifacts: [] }, hyperparams: {}, configuration: {}, runtime: {}, container: {}, models: { input: [], output: [] },
  });
  for (const absent of ['status_changed', 'started', 'completed', 'published', 'project', 'parent', 'comment', 'active_duration', 'last_worker', 'enqueue_status']) expect(task).not.toHaveProperty(absent);
  expect(task.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}000)?\+00:00$/);
  expect([task.last_update, task.last_change]).toEqual([task.created, task.created]);
});

test('an id that nothing has, and what can be no id, is 400/101; a list without a match is empty', async () => {
  expect(await ground.codes('tasks.get_by_id', { task: 'f'.repeat(32) })).toBe('400/101');
  expect(await ground.codes('tasks.get_by_id', { task: 'default' })).toBe('400/101');
  expect(await ground.codes('tasks.get_by_id', {})).toBe('400/12');
  expect(await ground.codes('tasks.get_by_id', { task: 7 })).toBe('400/12');
  expect(await ground.data('tasks.get_all', { id: ['default', 'f'.repeat(32)] })).toEqual({ tasks: [] });
});

test('what people and programs wrote of a task comes back as it was, whatever its names hold', async () => {
  const id = await ground.bench.task();
  const hyperparams = { 'a.b': { '$x/%2E': item('a.b', '$x/%2E', '1') }, __proto__x: {} };
  await writeDoc(ground.bench.engine.db, {
    ...emptyDoc(id), comment: 'c', script: { binary: 'python3', repository: 'r', entry_point: 'e.py', requirements: { pip: 'x' } }, execution: { parameters: { p: 1 }, framework: 'f', model_labels: { cat: 1 } },
    hyperparams, configuration: { 'my.cfg': { name: 'my.cfg', value: 'v', type: 't' } }, runtime: { 'a.b': { c: 1 } }, container: { image: 'i', arguments: '-e A', setup_shell_script: null }, output: { destination: '', error: 'e' },
  });
  expect(await shown(id)).toMatchObject({
    comment: 'c', script: { binary: 'python3', repository: 'r', entry_point: 'e.py', requirements: { pip: 'x' } }, execution: { parameters: { p: 1 }, framework: 'f', model_labels: { cat: 1 }, artifacts: [] }, hyperparams,
    configuration: { 'my.cfg': { name: 'my.cfg', value: 'v', type: 't' } }, runtime: { 'a.b': { c: 1 } }, container: { image: 'i', arguments: '-e A', setup_shell_script: null }, output: { destination: '', error: 'e' },
  });
  const [found] = (await ground.data('tasks.get_all', { id: [wire(id)], only_fields: ['hyperparams.a.b.$x/%2E.value'] })).tasks;
  expect(found.hyperparams).toEqual({ 'a.b': { '$x/%2E': { value: '1' } } });
});

test('a task that was made elsewhere shows the script of its command, and one that is no program none', async () => {
  const id = await ground.bench.task({ spec: { ...SPEC, binary: 'python3.11', entryPoint: 't.py', repository: 'git://r', branch: 'main', commit: 'abcdef1', workingDir: 'w', diff: 'd', requirements: { pip: 'x' } } });
  expect((await shown(id)).script).toEqual({ binary: 'python3.11', entry_point: 't.py', repository: 'git://r', branch: 'main', version_num: 'abcdef1', working_dir: 'w', diff: 'd', requirements: { pip: 'x' } });
  await set(id, `spec_kind = 'steps', spec = '{"kind":"steps","deck":"d","main":[]}'`);
  expect(await shown(id)).not.toHaveProperty('script');
});

test('a task that must end says so to its program, and one that only stands still does not', async () => {
  const id = await ground.bench.task();
  await set(id, `status = 'in_progress', status_message = 'launched', order_verb = 'STOP', order_after = 'TASK', order_cleanup = 'RUN'`);
  expect((await shown(id)).status_message).toContain('stopping');
  await set(id, `order_verb = NULL, order_after = NULL, order_cleanup = NULL, hold = 'USER', hold_since = now()`);
  expect((await shown(id)).status_message).toBe('launched');
  await set(id, `status = 'stopped', order_verb = 'STOP', order_after = 'TASK', order_cleanup = 'RUN'`);
  expect((await shown(id)).status_message).toBe('launched');
});

test('times are those of the last sign of life, the last change and the end', async () => {
  const id = await ground.bench.task();
  await set(id, `status = 'in_progress', created_at = '2026-01-01T00:00:00Z', started_at = '2026-01-01T00:01:00Z', status_changed_at = '2026-01-01T00:01:00Z'`);
  expect(await shown(id)).toMatchObject({ status_changed: '2026-01-01T00:01:00+00:00', last_update: '2026-01-01T00:01:00+00:00', last_change: '2026-01-01T00:01:00+00:00', active_duration: 0 });
  await markActivity(ground.bench.engine.db, { taskId: id, isRun: true, changedBy: ground.bench.local.userId, worker: 'w:0', iteration: 7 });
  await ground.bench.sql(`UPDATE task_activity SET last_update = '2026-01-01T00:03:30.5Z' WHERE task_id = $1`, [id]);
  const running = await shown(id);
  expect(running).toMatchObject({ last_update: '2026-01-01T00:03:30.500000+00:00', active_duration: 150, last_worker: 'w:0', last_iteration: 7, last_changed_by: wire(ground.bench.local.userId) });
  expect(Date.parse(running.last_change)).toBeGreaterThan(Date.parse(running.last_update));
  await set(id, `status = 'completed', status_changed_at = '2026-01-01T00:05:00Z', ended_at = '2026-01-01T00:05:00Z', published_at = '2026-01-01T00:06:00Z'`);
  expect(await shown(id)).toMatchObject({ completed: '2026-01-01T00:05:00+00:00', published: '2026-01-01T00:06:00+00:00', last_update: '2026-01-01T00:05:00+00:00', active_duration: 240 });
  await set(id, `status = 'failed'`);
  expect(await shown(id)).not.toHaveProperty('completed');
});

test('a public task belongs to no company, and a parent that is gone is named as such', async () => {
  const parent = await ground.bench.task();
  const id = await ground.bench.task();
  await set(id, 'is_public = true, parent_id = $2, enqueue_status = $3', [parent, 'created']);
  expect(await shown(id)).toMatchObject({ company: '', parent: wire(parent) });
  await set(id, 'parent_deleted = true');
  expect((await shown(id)).parent).toBe(`__DELETED__${wire(parent)}`);
  const [ex] = (await ground.data('tasks.get_all_ex', { id: [wire(id)], only_fields: ['parent.name', 'enqueue_status'] })).tasks;
  expect(ex).toEqual({ id: wire(id), parent: { id: `__DELETED__${wire(parent)}` }, enqueue_status: 'created' });
  expect((await ground.data('tasks.get_all_ex', { id: [wire(id)], allow_public: false })).tasks).toEqual([]);
});

test('artifacts, models and last values are those of the present run', async () => {
  const id = await ground.bench.task();
  const { sql } = { sql: (text: string, values: unknown[] = []) => ground.bench.sql(text, [id, ...values]) };
  const [root] = await ground.bench.sql<{ id: string }>(`SELECT id FROM project WHERE path = '/'`);
  const [model] = await ground.bench.sql<{ id: string }>(`INSERT INTO model (id, project_id, name) VALUES (gen_random_uuid(), $1, 'm') RETURNING id`, [root!.id]);
  await sql(`INSERT INTO artifact (task_id, generation, key, type, uri, content_size, at, type_data) VALUES ($1, 1, 'b', 'file', 'u', 5, 1700000000, '{"preview":"p"}'), ($1, 1, 'a', 'dict', NULL, NULL, NULL, NULL), ($1, 2, 'c', 'file', NULL, NULL, NULL, NULL)`);
  await sql(`INSERT INTO task_model (task_id, generation, kind, name, model_id, position, updated_at) VALUES ($1, 1, 'output', 'o', $2, 1, '2026-01-01T00:00:00.25Z'), ($1, 1, 'output', 'last', $2, 2, '2026-01-01'), ($1, 1, 'input', 'Input Model', $2, 0, '2026-01-01')`, [model!.id]);
  await sql(`INSERT INTO metric_series (owner_id, generation, kind, metric, variant, count, total, last_value, last_iter, min_value, min_iter, max_value, max_iter, first_value, first_iter)
    VALUES ($1, 1, 'SCALAR', 'loss', 'train', 4, 6, 0.5, 9, 0.25, 3, 3, 1, 2.25, 0), ($1, 1, 'SCALAR', 'Summary', 'best', 1, 'NaN', 'NaN', -2147483648, NULL, NULL, NULL, NULL, NULL, NULL), ($1, 1, 'PLOT', 'plot', 'p', 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL)`);
  const task = await shown(id);
  expect(task.execution.artifacts).toEqual([{ key: 'a', type: 'dict', mode: 'output' }, { key: 'b', type: 'file', mode: 'output', uri: 'u', content_size: 5, timestamp: 1_700_000_000, type_data: { preview: 'p' } }]);
  expect(task.models.output).toEqual([{ name: 'o', model: wire(model!.id), updated: '2026-01-01T00:00:00.250000+00:00' }, { name: 'last', model: wire(model!.id), updated: '2026-01-01T00:00:00+00:00' }]);
  expect(task.last_metrics).toEqual({
    [md5('loss')]: { [md5('train')]: { metric: 'loss', variant: 'train', value: 0.5, min_value: 0.25, min_value_iteration: 3, max_value: 3, max_value_iteration: 1, first_value: 2.25, first_value_iteration: 0, mean_value: 1.5, count: 4 } },
    [md5('Summary')]: { [md5('best')]: { metric: 'Summary', variant: 'best', count: 1 } },
  });
  await set(id, 'generation = 2');
  expect(await shown(id)).toMatchObject({ execution: { artifacts: [{ key: 'c' }] }, models: { input: [], output: [] }, last_metrics: {} });
});

test('callers of older versions find members where they were then', async () => {
  const id = await ground.bench.task();
  const [root] = await ground.bench.sql<{ id: string }>(`SELECT id FROM project WHERE path = '/'`);
  const [model] = await ground.bench.sql<{ id: string }>(`INSERT INTO model (id, project_id, name) VALUES (gen_random_uuid(), $1, 'm') RETURNING id`, [root!.id]);
  for (const kind of ['input', 'output']) await ground.bench.sql(`INSERT INTO task_model (task_id, generation, kind, name, model_id) VALUES ($1, 1, $2, 'm', $3)`, [id, kind, model!.id]);
  await set(id, `tags = '{b}', system_tags = '{development,a}'`);
  await writeDoc(ground.bench.engine.db, {
    ...emptyDoc(id), hyperparams: { Args: { lr: item('Args', 'lr', '1', 'legacy'), other: item('Args', 'other', '2') }, TF_DEFINE: { x: item('TF_DEFINE', 'x', '3', 'legacy') } },
    configuration: { design: { name: 'design', value: 'd', type: 'legacy' }, cfg: { name: 'cfg', value: 'c' } }, container: { image: 'python:3', arguments: '-e A=1' }, output: { destination: 's3' },
  });
  const now = await shown(id, '2.13');
  expect(now.execution).toEqual({ parameters: {}, artifacts: [] });
  expect(now.output).toEqual({ destination: 's3' });
  const beforeModels = await shown(id, '2.12');
  expect(beforeModels.execution).toEqual({ parameters: {}, artifacts: [], model: wire(model!.id), docker_cmd: 'python:3 -e A=1' });
  expect(beforeModels.output).toEqual({ destination: 's3', model: wire(model!.id) });
  const beforeSections = await shown(id, '2.8');
  expect(beforeSections.execution).toMatchObject({ parameters: { lr: '1', 'TF_DEFINE/x': '3' }, model_desc: { design: 'd' } });
  expect(beforeSections.tags).toEqual(['b']);
  expect(await shown(id, '2.1')).toMatchObject({ tags: ['a', 'b', 'development'], system_tags: ['a', 'development'] });
  const [agent] = (await ground.data('tasks.get_all', { id: wire(id), only_fields: ['execution.docker_cmd'] }, { version: '2.5' })).tasks;
  expect(agent).toEqual({ id: wire(id), execution: { docker_cmd: 'python:3 -e A=1' } });
});

test('the types that there are, of all tasks and of some projects with all below them', async () => {
  const [above, below] = await ground.bench.sql<{ id: string }>(`INSERT INTO project (id, path) SELECT gen_random_uuid(), path FROM unnest('{/types,/types/below}'::text[]) path RETURNING id`);
  const id = await ground.bench.task();
  await set(id, `type = 'qc', project_id = $2`, [below!.id]);
  expect((await ground.data('tasks.get_types')).types.toSorted()).toEqual(['custom', 'qc']);
  expect(await ground.data('tasks.get_types', { projects: [wire(above!.id)] })).toEqual({ types: ['qc'] });
  expect(await ground.data('tasks.get_types', { projects: ['f'.repeat(32)] })).toEqual({ types: [] });
});
