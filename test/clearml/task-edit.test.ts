// What tasks are made of, as ClearML's calls write it: every call with its success, its errors and its forms by version.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { acceptedId, expectContent } from '../engine/engine-bench.ts';
import { ClearmlGround, type Shown } from './clearml-ground.ts';

let ground: ClearmlGround;
let project: string;
let other: string;
beforeAll(async () => {
  ground = await ClearmlGround.open();
  project = await newProject('/one');
  other = await newProject('/two');
});
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const UNKNOWN = 'f'.repeat(32);
const hex = (uuid: string): string => uuid.replaceAll('-', '');
const uuid = (id: string): string => id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

async function newProject(path: string): Promise<string> {
  return hex(acceptedId(await createProject(ground.bench.engine, ground.bench.as(), { path })));
}

async function newTask(input: object = {}, version?: string): Promise<string> {
  return (await ground.data('tasks.create', { name: 'a task', type: 'training', project, ...input }, version === undefined ? {} : { version })).id;
}

async function newModel(): Promise<string> {
  const rows = await ground.bench.sql<{ id: string }>(`INSERT INTO model (id, project_id, name) SELECT gen_random_uuid(), $1, 'a model' RETURNING id`, [uuid(project)]);
  return hex(rows[0]!.id);
}

/** The row and the document of a task, as stored. */
async function stored(task: string): Promise<Shown> {
  const [row] = await ground.bench.sql(`SELECT task.*, task_doc.*, task.id AS id, a.last_update, a.last_change FROM task LEFT JOIN task_doc ON task_doc.task_id = task.id LEFT JOIN task_activity a ON a.task_id = task.id WHERE task.id = $1`, [uuid(task)]);
  return row;
}

function setStatus(task: string, status: string): Promise<unknown> {
  return ground.data('tasks.edit', { task, status, force: true });
}

const artifactKeys = async (task: string, generation = 1): Promise<string[]> =>
  (await ground.bench.sql<{ key: string }>('SELECT mode || key AS key FROM artifact WHERE task_id = $1 AND generation = $2 ORDER BY 1', [uuid(task), generation])).map(({ key }) => key);
const modelNames = async (task: string): Promise<string[]> =>
  (await ground.bench.sql<{ name: string }>(`SELECT kind || ' ' || name || ' ' || replace(model_id::text, '-', '') AS name FROM task_model WHERE task_id = $1 ORDER BY kind, position`, [uuid(task)])).map(({ name }) => name);

const SCRIPT = { binary: 'python3.11', repository: 'https://git.example/x.git', entry_point: ' -m pkg.train --lr 0.1 ', branch: 'main', version_num: 'A'.repeat(40), working_dir: '.', diff: ' keep \n', requirements: { pip: 'x==1', conda: '' }, unknown: 1 };

test('create keeps every field, makes the command of the script, and answers the id', async () => {
  const parent = await newTask();
  const model = await newModel();
  const id = await newTask({
    name: '  train  ', tags: ['b', 'a', 'b'], system_tags: ['development'], comment: 'c', parent, output_dest: 's3://x', method: 'get', script: SCRIPT,
    execution: { queue: hex(ground.bench.defaultQueue), model_labels: { cat: 1 }, framework: 'torch', artifacts: [{ key: 'in', type: 'x', mode: 'input' }], dataviews: [] },
    hyperparams: { General: { lr: { section: 'General', name: 'lr', value: '0.1', type: 'float', stray: 1 } } }, configuration: { cfg: { name: 'cfg', value: 'k = 1' } },
    models: { input: [{ name: 'first', model }], output: [] }, container: { image: 'cuda', arguments: '', setup_shell_script: null }, runtime: { progress: '0' },
  });
  const task = await stored(id);
  expect(task).toMatchObject({ name: 'train', type: 'training', status: 'created', tags: ['a', 'b'], system_tags: ['development'], comment: 'c', parent_id: uuid(parent), project_id: uuid(project), queue_id: ground.bench.defaultQueue });
  expect(task).toMatchObject({ output: { destination: 's3://x' }, execution: { framework: 'torch', model_labels: { cat: 1 } }, runtime: { progress: '0' }, configuration: { cfg: { name: 'cfg', value: 'k = 1' } } });
  expect(task.hyperparams).toEqual({ General: { lr: { section: 'General', name: 'lr', value: '0.1', type: 'float' } } });
  expect(task.script).toMatchObject({ entry_point: '-m pkg.train --lr 0.1', diff: ' keep \n', version_num: 'A'.repeat(40) });
  expect(task.script).not.toHaveProperty('unknown');
  expect(task.spec).toEqual({
    kind: 'command', binary: 'python3.11', entryPoint: '-m', args: ['pkg.train', '--lr', '0.1'], env: { SWITCHYARD_CLEARML: '1' }, repository: 'https://git.example/x.git', branch: 'main', commit: 'a'.repeat(40), workingDir: '.', diff: ' keep \n',
    requirements: { pip: 'x==1', conda: '' }, container: { image: 'cuda' },
  });
  expect(await artifactKeys(id)).toEqual(['inputin']);
  expect(await modelNames(id)).toEqual([`input first ${model}`]);
});

test('create and validate refuse what is wrong with the code of its kind, and nothing is stored', async () => {
  const before = (await ground.bench.sql('SELECT id FROM task')).length;
  const wrong: readonly (readonly [object, string])[] = [
    [{ name: undefined }, '400/12'], [{ type: undefined }, '400/12'], [{ type: 'nonsense' }, '400/12'], [{ name: 1 }, '400/12'], [{ tags: 1 }, '400/12'], [{ script: 'x' }, '400/12'], [{ script: { binary: 1 } }, '400/12'],
    [{ hyperparams: { General: { lr: { value: 1 } } } }, '400/12'], [{ hyperparams: { ' ': {} } }, '400/12'], [{ hyperparams: [] }, '400/12'], [{ configuration: { a: 'x' } }, '400/12'], [{ execution: { artifacts: [{ key: 'a' }] } }, '400/12'],
    [{ execution: { artifacts: [{ key: 'a', type: 'b', mode: 'both' }] } }, '400/12'], [{ container: { image: 1 } }, '400/12'], [{ execution: { model_labels: { a: 'x' } } }, '400/12'],
    [{ name: ' ab ' }, '400/800'], [{ project: UNKNOWN }, '400/16'], [{ project: 'x' }, '400/16'], [{ parent: UNKNOWN }, '400/16'], [{ tags: ['__$x'] }, '400/16'], [{ system_tags: ['__$x'] }, '400/16'],
    [{ execution: { model: UNKNOWN } }, '400/201'], [{ models: { input: [{ name: 'a', model: UNKNOWN }] } }, '400/201'], [{ execution: { queue: UNKNOWN } }, '400/701'],
  ];
  for (const [input, code] of wrong) {
    for (const call of ['tasks.create', 'tasks.validate']) expect([input, await ground.codes(call, { name: 'a task', type: 'training', ...input })]).toEqual([input, code]);
  }
  expect(await ground.codes('tasks.create', { name: 'a task', type: 'custom', parent: `__DELETED__${UNKNOWN}` })).toBe('400/16');
  expect(await ground.data('tasks.validate', { name: 'a task', type: 'custom', parent: `__DELETED__${UNKNOWN}`, status: 'completed', last_metrics: {} })).toEqual({});
  expect((await ground.bench.sql('SELECT id FROM task')).length).toBe(before);
});

test('edit lays script, execution and output over what is there, and puts the other members in its place', async () => {
  const task = await newTask({ script: SCRIPT, hyperparams: { A: { x: { value: '1' } } }, execution: { framework: 'a', model_labels: { x: 1 } }, output_dest: 'here', container: { image: 'i' } });
  const answer = await ground.data('tasks.edit', {
    task, script: { branch: 'other', version_num: 'not a commit' }, execution: { framework: 'b', artifacts: [{ key: 'k', type: 't' }] }, hyperparams: { B: { y: { value: '2' } } }, container: { arguments: '-v' }, output_dest: '', runtime: { a: { b: 1 } },
  });
  expect(answer).toMatchObject({ updated: 1, fields: { script: { branch: 'other', repository: SCRIPT.repository }, execution: { framework: 'b', model_labels: { x: 1 }, artifacts: [{ key: 'k', type: 't', mode: 'output' }] }, output: { destination: '' }, runtime: { a: { b: 1 } } } });
  expect(answer.fields.hyperparams).toEqual({ B: { y: { section: 'B', name: 'y', value: '2' } } });
  expect(answer.fields.last_update).toBe(answer.fields.last_change);
  const after = await stored(task);
  expect(after.spec).toMatchObject({ branch: 'other', container: { arguments: '-v' } });
  expect(after.spec).not.toHaveProperty('commit');
  expect(await artifactKeys(task)).toEqual(['outputk']);
  expect(await ground.bench.kinds(uuid(task))).toEqual(['task.created', 'task.edited']);
});

test('edit needs a task that is created, or force; public ones and unknown ones are not edited', async () => {
  const task = await newTask();
  for (const status of ['queued', 'in_progress', 'stopped', 'closed', 'failed', 'completed', 'published', 'publishing', 'unknown']) {
    await setStatus(task, status);
    expect([status, await ground.codes('tasks.edit', { task, comment: 'x' })]).toEqual([status, '400/110']);
    expect((await ground.data('tasks.edit', { task, comment: status, force: true })).updated).toBe(1);
  }
  await setStatus(task, 'created');
  expect(await ground.data('tasks.edit', { task })).toEqual({ updated: 0, fields: {} });
  expect(await ground.codes('tasks.edit', { task: UNKNOWN, comment: 'x' })).toBe('400/101');
  expect(await ground.codes('tasks.edit', { task, parent: task })).toBe('400/16');
  expect(await ground.codes('tasks.edit', { task, parent: UNKNOWN })).toBe('400/16');
  expect(await ground.codes('tasks.edit', { task, project: UNKNOWN })).toBe('400/401');
  expect(await ground.codes('tasks.edit', { task, status: 'nonsense' })).toBe('400/12');
  expect(await ground.codes('tasks.edit', { task, name: 'a' })).toBe('400/800');
  expect(await ground.codes('tasks.edit', { task, execution: { model: UNKNOWN } })).toBe('400/201');
});

test('edits of the description alone are no activity of the run', async () => {
  const task = await newTask();
  const { fields } = await ground.data('tasks.edit', { task, name: 'renamed', tags: ['x'], comment: 'c', project: other });
  expect(fields).toMatchObject({ name: 'renamed', tags: ['x'], project: other });
  expect(fields).not.toHaveProperty('last_update');
  expect(await stored(task)).toMatchObject({ last_update: null, project_id: uuid(other) });
  const places = await ground.bench.sql<{ projectId: string }>(`SELECT project_id AS "projectId" FROM event WHERE subject_id = $1 AND kind = 'task.edited' ORDER BY seq`, [uuid(task)]);
  expect(places.map(({ projectId }) => hex(projectId))).toEqual([project, other]);
});

test('edit sets any status from any status, ends what is live, and leaves a log that tells it', async () => {
  const statuses = ['in_progress', 'created', 'completed', 'queued', 'published', 'queued', 'stopped', 'closed', 'failed', 'publishing', 'unknown', 'created'];
  const task = await newTask();
  for (const status of statuses) {
    expect((await ground.data('tasks.edit', { task, status, force: true })).updated).toBe(1);
    expect((await stored(task)).status).toBe(status);
    expect((await ground.bench.sql('SELECT 1 FROM queue_item WHERE task_id = $1', [uuid(task)])).length).toBe(status === 'queued' ? 1 : 0);
  }
  const running = await ground.bench.queued();
  expect((await (await ground.bench.runner('edited')).take()).taskId).toBe(running);
  await ground.data('tasks.edit', { task: hex(running), status: 'completed', status_message: 'by hand', force: true });
  expect(await ground.bench.sql(`SELECT outcome FROM attempt WHERE task_id = $1`, [running])).toEqual([{ outcome: 'ABORTED' }]);
  expect(await stored(hex(running))).toMatchObject({ status: 'completed', status_message: 'by hand' });
});

test('update writes the description whatever the status and nothing else', async () => {
  const task = await newTask({ comment: 'before' });
  await setStatus(task, 'published');
  const before = await stored(task);
  const answer = await ground.data('tasks.update', { task, name: 'after', comment: null, output__error: 'broken', created: '2020-01-01', type: 'testing', status_message: 'm' });
  expect(answer).toMatchObject({ updated: 1, fields: { name: 'after', 'output.error': 'broken', status_message: 'm' } });
  expect(answer.fields).toHaveProperty('last_change');
  expect((await stored(task)).last_update).toEqual(before.last_update);
  expect(await stored(task)).toMatchObject({ name: 'after', comment: 'before', type: 'training', output: { error: 'broken' }, status_message: 'm' });
  expect(await ground.data('tasks.update', { task, script: SCRIPT })).toMatchObject({ updated: 0 });
  expect(await ground.codes('tasks.update', { task: UNKNOWN, name: 'x y z' })).toBe('400/101');
  expect(await ground.codes('tasks.update', { task, project: UNKNOWN })).toBe('400/401');
  expect(await ground.codes('tasks.update', { task, tags: ['__$all'] })).toBe('400/16');
  expect(await ground.codes('tasks.update', { name: 'x y z' })).toBe('400/12');
});

test('update_batch changes all tasks or none, and the later line wins', async () => {
  const [one, two] = [await newTask(), await newTask()];
  expect(await ground.data('tasks.update_batch', [{ task: one, name: 'first' }, { task: two, comment: 'x' }, { task: one, name: 'later' }], { lines: true })).toEqual({ updated: 2 });
  expect((await stored(one)).name).toBe('later');
  expect(await ground.data('tasks.update_batch', [], { lines: true })).toEqual({ updated: 0 });
  expect(await ground.data('tasks.update_batch', { task: two, name: 'alone' })).toEqual({ updated: 1 });
  const missing = await ground.call('tasks.update_batch', [{ task: one, name: 'never' }, { task: UNKNOWN, name: 'never' }], { lines: true });
  expect([missing.code, missing.subcode]).toEqual([400, 101]);
  expect(missing.message).toContain(UNKNOWN);
  await ground.data('tasks.make_public', { ids: [two] });
  expect(await ground.codes('tasks.update_batch', [{ task: one, name: 'never' }, { task: two, name: 'never' }], { lines: true })).toBe('403/21');
  expect((await stored(one)).name).toBe('later');
});

test('set_requirements replaces those of the script in any status, and needs a script', async () => {
  const task = await newTask({ script: SCRIPT });
  await setStatus(task, 'completed');
  expect(await ground.data('tasks.set_requirements', { task, requirements: { pip: ['a', 'b'] } })).toMatchObject({ updated: 1, fields: { 'script.requirements': { pip: ['a', 'b'] } } });
  expect(await stored(task)).toMatchObject({ script: { branch: 'main', requirements: { pip: ['a', 'b'] } }, spec: { requirements: { pip: ['a', 'b'] } } });
  expect(await ground.codes('tasks.set_requirements', { task: await newTask(), requirements: {} })).toBe('400/122');
  expect(await ground.codes('tasks.set_requirements', { task: UNKNOWN, requirements: {} })).toBe('400/101');
  expect(await ground.codes('tasks.set_requirements', { task })).toBe('400/12');
});

test('artifacts are put by key and mode, with the answer and the statuses of the version', async () => {
  const task = await newTask();
  const put = (artifacts: object[], version?: string) => ground.call('tasks.add_or_update_artifacts', { task, artifacts, force: true }, version === undefined ? {} : { version });
  const artifact = { key: 'a', type: 'custom', uri: 'u', content_size: 5, hash: 'h', timestamp: 1_700_000_000, type_data: { preview: 'p', content_type: 'c' }, display_data: [['x', 1]] };
  expect((await put([artifact, { key: 'b', type: 't' }], '2.6')).data).toEqual({ added: ['a', 'b'], updated: [] });
  expect((await put([{ key: 'a', type: 'other' }, { key: 'a', type: 'other', mode: 'input' }], '2.9')).data).toEqual({ added: ['a'], updated: ['a'] });
  expect((await put([artifact])).data).toEqual({ updated: 1 });
  expect(await artifactKeys(task)).toEqual(['inputa', 'outputa', 'outputb']);
  expect(await ground.bench.one('SELECT type, uri, content_size::int AS size, hash, at::int AS at, type_data AS "typeData", display_data AS "displayData" FROM artifact WHERE task_id = $1 AND key = $2 AND mode = $3', [uuid(task), 'a', 'output']))
    .toEqual({ type: 'custom', uri: 'u', size: 5, hash: 'h', at: 1_700_000_000, typeData: { preview: 'p', content_type: 'c' }, displayData: [['x', 1]] });
  expect(await ground.codes('tasks.add_or_update_artifacts', { task, artifacts: [artifact] }, { version: '2.5' })).toBe('404/0');
  expect(await ground.codes('tasks.add_or_update_artifacts', { task, artifacts: [] })).toBe('400/12');
  expect(await ground.codes('tasks.add_or_update_artifacts', { task, artifacts: [{ key: ' ', type: 'x' }] })).toBe('400/12');
  expect(await ground.codes('tasks.add_or_update_artifacts', { task: UNKNOWN, artifacts: [artifact] })).toBe('400/101');
  expect((await ground.data('tasks.delete_artifacts', { task, artifacts: [{ key: 'a' }, { key: 'nothing' }] })).deleted).toBe(1);
  expect((await ground.data('tasks.delete_artifacts', { task, artifacts: [{ key: 'nothing' }] })).deleted).toBe(0);
  expect(await artifactKeys(task)).toEqual(['inputa', 'outputb']);
  for (const status of ['queued', 'stopped', 'closed', 'failed', 'completed', 'published', 'publishing', 'unknown']) {
    await setStatus(task, status);
    expect([status, (await put([artifact], '2.9')).code, (await put([artifact])).subcode]).toEqual([status, 200, 110]);
    expect(await ground.codes('tasks.delete_artifacts', { task, artifacts: [{ key: 'a' }], force: true })).toBe('400/110');
  }
  await setStatus(task, 'in_progress');
  expect((await put([artifact])).code).toBe(200);
  expect(await ground.codes('tasks.delete_artifacts', { task, artifacts: [{ key: 'a' }] })).toBe('400/110');
  expect(await ground.codes('tasks.delete_artifacts', { task, artifacts: [{ key: 'a' }], force: true })).toBe('200/0');
  await setStatus(task, 'created');
});

const item = (section: string, name: string, value = 'v') => ({ section, name, value });

test('hyperparameters are put in and taken out one by one, by section or all', async () => {
  const task = await newTask({ hyperparams: { A: { x: item('A', 'x'), y: item('A', 'y') }, B: { z: item('B', 'z') } } });
  const names = async () => (await ground.data('tasks.get_hyper_params', { tasks: [task] })).params[0].hyperparams.map((one: Shown) => `${one.section}/${one.name}=${one.value}`);
  expect(await ground.data('tasks.edit_hyper_params', { task, hyperparams: [item('A', 'x', 'new'), item('C', 'w')] })).toEqual({ updated: 1 });
  expect(await names()).toEqual(['A/x=new', 'A/y=v', 'B/z=v', 'C/w=v']);
  await ground.data('tasks.edit_hyper_params', { task, hyperparams: [item('A', 'x', 'only')], replace_hyperparams: 'section' });
  expect(await names()).toEqual(['A/x=only', 'B/z=v', 'C/w=v']);
  expect(await ground.data('tasks.delete_hyper_params', { task, hyperparams: [{ section: 'B', name: 'z' }, { section: 'C' }] })).toEqual({ deleted: 1 });
  expect(await ground.data('tasks.delete_hyper_params', { task, hyperparams: [{ section: 'C' }] })).toEqual({ deleted: 0 });
  expect(await names()).toEqual(['A/x=only']);
  await ground.data('tasks.edit_hyper_params', { task, hyperparams: [item('D', 'd')], replace_hyperparams: 'all' });
  expect(await names()).toEqual(['D/d=v']);
  for (const status of ['queued', 'stopped', 'completed', 'published']) {
    await setStatus(task, status);
    expect(await ground.codes('tasks.edit_hyper_params', { task, hyperparams: [item('A', 'x')], force: true })).toBe('400/110');
    expect(await ground.codes('tasks.delete_hyper_params', { task, hyperparams: [{ section: 'D' }], force: true })).toBe('400/110');
    expect(await ground.codes('tasks.edit_hyper_params', { task, hyperparams: [item('properties', 'x', status)] })).toBe('200/0');
  }
  await setStatus(task, 'in_progress');
  expect(await ground.codes('tasks.edit_hyper_params', { task, hyperparams: [item('A', 'x')] })).toBe('400/110');
  expect(await ground.codes('tasks.edit_hyper_params', { task, hyperparams: [item('A', 'x')], force: true })).toBe('200/0');
  await setStatus(task, 'created');
  expect(await ground.codes('tasks.edit_hyper_params', { task, hyperparams: [{ section: 'A', value: 'x' }] })).toBe('400/12');
  expect(await ground.codes('tasks.edit_hyper_params', { task: UNKNOWN, hyperparams: [item('A', 'x')] })).toBe('400/101');
  expect(await ground.codes('tasks.get_hyper_params', { tasks: [task, UNKNOWN] })).toBe('400/101');
  expect(await ground.codes('tasks.get_hyper_params', { tasks: [task] }, { version: '2.8' })).toBe('404/0');
});

test('of edits made at the same time none is lost', async () => {
  const task = await newTask();
  const names = Array.from({ length: 10 }, (_, i) => `p${i}`);
  await Promise.all(names.flatMap((name) => [
    ground.data('tasks.edit_hyper_params', { task, hyperparams: [item('A', name)] }), ground.data('tasks.edit_configuration', { task, configuration: [{ name, value: 'v' }] }),
    ground.data('tasks.add_or_update_artifacts', { task, artifacts: [{ key: name, type: 't' }] }),
  ]));
  const after = await stored(task);
  expect([Object.keys(after.hyperparams.A), Object.keys(after.configuration), await artifactKeys(task)]).toEqual([names, names, names.map((name) => `output${name}`)]);
});

test('configurations are put in, replaced, named, read and taken out', async () => {
  const task = await newTask();
  expect(await ground.data('tasks.edit_configuration', { task, configuration: [{ name: 'b', value: '1' }, { name: 'a', value: '2', type: 'dict' }] })).toEqual({ updated: 1 });
  expect(await ground.data('tasks.get_configuration_names', { tasks: [task] })).toEqual({ configurations: [{ task, names: ['a', 'b'] }] });
  expect(await ground.data('tasks.get_configurations', { tasks: [task], names: ['a'] })).toEqual({ configurations: [{ task, configuration: [{ name: 'a', value: '2', type: 'dict' }] }] });
  expect(await ground.data('tasks.delete_configuration', { task, configuration: ['a'] })).toEqual({ deleted: 1 });
  await ground.data('tasks.edit_configuration', { task, configuration: [{ name: 'c', value: '3' }], replace_configuration: true });
  expect(await ground.data('tasks.get_configuration_names', { tasks: [task, await newTask()] })).toEqual({ configurations: [{ task, names: ['c'] }] });
  await setStatus(task, 'completed');
  expect(await ground.codes('tasks.edit_configuration', { task, configuration: [{ name: 'c', value: '3' }], force: true })).toBe('400/110');
  expect(await ground.codes('tasks.delete_configuration', { task, configuration: ['c'], force: true })).toBe('400/110');
  expect(await ground.codes('tasks.edit_configuration', { task, configuration: [{ value: 'x' }] })).toBe('400/12');
  expect(await ground.codes('tasks.get_configurations', { tasks: [UNKNOWN] })).toBe('400/101');
  expect(await ground.codes('tasks.delete_configuration', { task: UNKNOWN, configuration: ['c'] })).toBe('400/101');
});

test('models are put under names and taken away, and an iteration moves that of the task', async () => {
  const task = await newTask();
  const [one, two] = [await newModel(), await newModel()];
  const put = (name: string, model: string, type = 'output') => ground.call('tasks.add_or_update_model', { task, name, model, type, iteration: 7 });
  expect((await put('a', one)).data).toEqual({ updated: 1 });
  await put('b', one);
  await put('a', two);
  await put('a', one, 'input');
  expect(await modelNames(task)).toEqual([`input a ${one}`, `output a ${two}`, `output b ${one}`]);
  expect(await ground.bench.one('SELECT last_iteration::int AS n FROM task_activity WHERE task_id = $1', [uuid(task)])).toEqual({ n: 7 });
  expect(await ground.data('tasks.delete_models', { task, models: [{ name: 'a', type: 'output' }] })).toEqual({ updated: 1 });
  expect(await modelNames(task)).toEqual([`input a ${one}`, `output b ${one}`]);
  expect(await ground.codes('tasks.add_or_update_model', { task, name: 'a', model: UNKNOWN, type: 'input' })).toBe('400/201');
  expect(await ground.codes('tasks.add_or_update_model', { task, name: 'a', model: one, type: 'both' })).toBe('400/12');
  expect(await ground.codes('tasks.add_or_update_model', { task: UNKNOWN, name: 'a', model: one, type: 'input' })).toBe('400/101');
  await setStatus(task, 'stopped');
  expect((await put('a', one)).subcode).toBe(110);
  expect(await ground.codes('tasks.delete_models', { task, models: [{ name: 'b', type: 'output' }] })).toBe('400/110');
});

test('public tasks may be read and cloned, and no call changes them until they are private again', async () => {
  const task = await newTask({ script: SCRIPT });
  const model = await newModel();
  expect(await ground.codes('tasks.make_public', { ids: [task, UNKNOWN] })).toBe('400/101');
  expect(await ground.data('tasks.make_public', { ids: [task] })).toEqual({ updated: 1 });
  const writes: readonly (readonly [string, object])[] = [
    ['tasks.edit', { comment: 'x', force: true }], ['tasks.update', { comment: 'x' }], ['tasks.set_requirements', { requirements: {} }], ['tasks.add_or_update_artifacts', { artifacts: [{ key: 'a', type: 'b' }] }],
    ['tasks.delete_artifacts', { artifacts: [{ key: 'a' }] }], ['tasks.edit_hyper_params', { hyperparams: [] }], ['tasks.delete_hyper_params', { hyperparams: [{ section: 'a' }] }], ['tasks.edit_configuration', { configuration: [] }],
    ['tasks.delete_configuration', { configuration: ['a'] }], ['tasks.add_or_update_model', { name: 'a', model, type: 'input' }], ['tasks.delete_models', { models: [{ name: 'a', type: 'input' }] }],
    ['tasks.move', { ids: [task], project: other }], ['tasks.update_tags', { ids: [task], add_tags: ['x'] }], ['tasks.archive', { ids: [task] }],
  ];
  for (const [call, input] of writes) expect([call, await ground.codes(call, { task, ...input })]).toEqual([call, '403/21']);
  expect((await ground.data('tasks.archive_many', { ids: [task] })).failed).toMatchObject([{ id: task, error: { codes: [403, 21] } }]);
  expect((await ground.data('tasks.clone', { task })).id).toHaveLength(32);
  expect(await ground.codes('tasks.make_public', { ids: [task] })).toBe('400/101');
  expect(await ground.data('tasks.make_private', { ids: [task] })).toEqual({ updated: 1 });
  expect(await ground.codes('tasks.make_private', { ids: [task] })).toBe('400/101');
  expect(await ground.codes('tasks.make_public', { ids: [] })).toBe('400/12');
  expect(await ground.codes('tasks.make_public', { ids: [task] }, { version: '2.8' })).toBe('404/0');
});

test('tasks move to a project of an id or of a name, get tags, and are archived out of their queues', async () => {
  const [one, two] = [await newTask({ tags: ['old'] }), hex(await ground.bench.queued())];
  expect(await ground.data('tasks.move', { ids: [one, two], project: other })).toEqual({ project_id: other });
  const { project_id: made } = await ground.data('tasks.move', { ids: [one], project_name: 'made/for it' });
  expect(await ground.bench.one('SELECT path FROM project WHERE id = $1', [uuid(made)])).toEqual({ path: '/made/for it' });
  expect((await stored(one)).project_id).toBe(uuid(made));
  expect(await ground.codes('tasks.move', { ids: [one] })).toBe('400/12');
  expect(await ground.codes('tasks.move', { ids: [one, UNKNOWN], project: other })).toBe('400/101');
  expect(await ground.codes('tasks.move', { ids: [one], project: UNKNOWN })).toBe('400/401');
  expect(await ground.data('tasks.update_tags', { ids: [one, two], add_tags: ['new'], remove_tags: ['old'] })).toEqual({ updated: 2 });
  expect((await stored(one)).tags).toEqual(['new']);
  expect(await ground.data('tasks.update_tags', { ids: [one], add_tags: ['new'] })).toEqual({ updated: 0 });
  expect(await ground.codes('tasks.update_tags', { ids: [one], add_tags: ['__$x'] })).toBe('400/16');
  expect(await ground.data('tasks.archive', { ids: [one, two] })).toEqual({ archived: 2 });
  expect(await stored(two)).toMatchObject({ status: 'created', system_tags: ['archived'] });
  expect(await ground.bench.sql('SELECT 1 FROM queue_item WHERE task_id = $1', [uuid(two)])).toEqual([]);
  const many = await ground.data('tasks.unarchive_many', { ids: [two, UNKNOWN, 'x'] });
  expect(many).toMatchObject({ succeeded: [{ id: two, unarchived: true }], failed: [{ id: UNKNOWN, error: { codes: [400, 101] } }, { id: 'x', error: { codes: [400, 101] } }] });
  expect(await ground.codes('tasks.archive', { ids: [UNKNOWN] })).toBe('400/101');
});

test('a clone has what its original is made of and nothing that came of running it', async () => {
  const model = await newModel();
  const task = await newTask({
    script: SCRIPT, tags: ['t'], system_tags: ['development', 'archived', 'kept'], comment: 'c', output_dest: 'there', runtime: { a: 1 }, hyperparams: { A: { x: { value: '1' } } }, container: { image: 'i' },
    models: { input: [{ name: 'in', model }], output: [{ name: 'out', model }] }, execution: { framework: 'f', model_labels: { a: 2.0 }, artifacts: [{ key: 'i', type: 'x', mode: 'input' }, { key: 'o', type: 'x' }] },
  });
  await ground.data('tasks.update', { task, output__error: 'broken' });
  await setStatus(task, 'published');
  const { id } = await ground.data('tasks.clone', { task, new_task_name: 'copy', execution_overrides: { framework: 'g' } });
  const copy = await stored(id);
  expect(copy).toMatchObject({ name: 'copy', status: 'created', tags: ['t'], system_tags: ['kept'], comment: 'c', output: { destination: 'there' }, runtime: {}, hyperparams: { A: { x: { value: '1' } } }, execution: { framework: 'g', model_labels: { a: 2 } }, parent_id: uuid(task), cloned_from: uuid(task), status_message: '' });
  expect(copy.output).not.toHaveProperty('error');
  expect(copy.spec).toMatchObject({ branch: 'main', container: { image: 'i' } });
  expect(await artifactKeys(id)).toEqual(['inputi']);
  expect(await modelNames(id)).toEqual([`input in ${model}`]);
  const again = await ground.data('tasks.clone', { task: id, new_project_name: 'clones/deep', new_task_tags: [], new_task_system_tags: ['s'], new_task_container: { image: 'other' }, new_task_input_models: [] });
  expect(again.new_project.name).toBe('clones/deep');
  expect(await stored(again.id)).toMatchObject({ tags: [], system_tags: ['s'], parent_id: uuid(task), project_id: uuid(again.new_project.id), spec: { container: { image: 'other' } } });
  expect(await modelNames(again.id)).toEqual([]);
  const orphan = await ground.data('tasks.clone', { task, new_task_parent: `__DELETED__${UNKNOWN}`, validate_references: true });
  expect(await stored(orphan.id)).toMatchObject({ parent_id: uuid(UNKNOWN), parent_deleted: true });
  const wrong: readonly (readonly [object, string])[] = [
    [{ task: UNKNOWN }, '400/101'], [{ new_task_parent: UNKNOWN }, '400/101'], [{ new_task_project: UNKNOWN }, '400/401'], [{ execution_overrides: { model: UNKNOWN } }, '400/201'],
    [{ new_task_tags: ['__$x'] }, '400/16'], [{ new_task_name: 'ab' }, '400/800'], [{ new_task_name: 1 }, '400/12'],
  ];
  for (const [input, code] of wrong) expect([input, await ground.codes('tasks.clone', { task, ...input })]).toEqual([input, code]);
});

test('older callers find the same things in their places', async () => {
  const model = await newModel();
  const task = await newTask({ tags: ['mine', 'development', 'Annotated', '-archived'], execution: { model, docker_cmd: 'nvidia/cuda --ipc=host -v', parameters: { lr: 0.1, 'TF_DEFINE/steps': '5', name: 'x' }, model_desc: { design: 'd' } } }, '2.2');
  expect(await stored(task)).toMatchObject({
    tags: ['mine'], system_tags: ['-archived', 'Annotated', 'development'], container: { image: 'nvidia/cuda', arguments: '--ipc=host -v' },
    hyperparams: { Args: { lr: { value: '0.1', type: 'legacy' }, name: { value: 'x' } }, TF_DEFINE: { steps: { value: '5', type: 'legacy' } } }, configuration: { design: { value: 'd', type: 'legacy' } },
  });
  expect(await modelNames(task)).toEqual([`input Input Model ${model}`]);
  await ground.data('tasks.edit', { task, execution: { parameters: { lr: '1' } }, hyperparams: { Own: { a: { value: 'b' } } } });
  expect((await stored(task)).hyperparams).toEqual({ Own: { a: { section: 'Own', name: 'a', value: 'b' } }, Args: { lr: { section: 'Args', name: 'lr', value: '1', type: 'legacy' } } });
  await ground.data('tasks.edit', { task, execution: { parameters: {} } });
  expect(Object.keys((await stored(task)).hyperparams)).toEqual(['Own', 'Args']);
  await ground.data('tasks.edit', { task, execution: { parameters: {} } }, { version: '2.5' });
  expect(Object.keys((await stored(task)).hyperparams)).toEqual(['Own']);
});

const nasty = fc.oneof(fc.constantFrom('a.b', '$x', '50%', 'a/b', '__proto__', 'constructor', 'toString', '\u{1F600}', "it's", '"', '\\', '__x'), fc.string({ minLength: 1, maxLength: 20 })).map((name) => name.toWellFormed().replaceAll('\0', '').trim()).filter((name) => name !== '');

test('names of any characters come back as they were sent', async () => {
  const task = await newTask();
  await fc.assert(fc.asyncProperty(fc.uniqueArray(nasty, { minLength: 1, maxLength: 6 }), fc.string({ maxLength: 30 }).map((text) => text.toWellFormed().replaceAll('\0', '')), async (names, value) => {
    const hyperparams = Object.fromEntries(names.map((section) => [section, Object.fromEntries(names.map((name) => [name, { section, name, value }]))]));
    const configuration = Object.fromEntries(names.map((name) => [name, { name, value }]));
    const runtime = Object.fromEntries(names.map((name) => [name, value]));
    const execution = { model_labels: Object.fromEntries(names.map((name, i) => [name, i])), artifacts: names.map((key) => ({ key, type: 'x' })) };
    const { fields } = await ground.data('tasks.edit', { task, hyperparams, configuration, runtime, execution, container: runtime });
    expect([fields.hyperparams, fields.configuration, fields.runtime, fields.container, fields.execution.model_labels]).toEqual([hyperparams, configuration, runtime, runtime, execution.model_labels]);
    const after = await stored(task);
    expect([after.hyperparams, after.configuration, after.runtime, after.container, after.execution]).toEqual([hyperparams, configuration, runtime, runtime, { model_labels: execution.model_labels }]);
    expect(await artifactKeys(task)).toEqual(names.map((name) => `output${name}`).sort());
    const { params } = await ground.data('tasks.get_hyper_params', { tasks: [task] });
    expect(params[0].hyperparams).toHaveLength(names.length ** 2);
    await ground.data('tasks.delete_hyper_params', { task, hyperparams: names.map((section) => ({ section })) });
    expect((await stored(task)).hyperparams).toEqual({});
  }), { numRuns: 12 });
});

test('the log tells all of it without a contradiction', () => expectContent(ground.bench));

test('a task may be called by a word that is a time to the database, and its message may be one', async () => {
  const task = await newTask();
  await ground.data('tasks.update', { task, name: 'now' });
  await ground.data('tasks.started', { task, status_reason: 'now', status_message: 'now' });
  expect(await stored(task)).toMatchObject({ name: 'now', status: 'in_progress', status_reason: 'now', status_message: 'now' });
});
