// Projects in the ClearML dialect: names with slashes over paths, ancestors, lists by level, changes, deletion.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { acceptedId, SPEC } from '../engine/engine-bench.ts';
import { ClearmlGround } from './clearml-ground.ts';

const UNKNOWN = 'f'.repeat(32);

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open(); });
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const create = async (name: string, more: object = {}): Promise<string> => (await ground.data('projects.create', { name, ...more })).id;
const names = async (query: object): Promise<string[]> => (await ground.data('projects.get_all', query)).projects.map((project: { name: string }) => project.name).toSorted();
const uuid = (id: string): string => `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;

test('a project is made with those above it, each with its event, and is found by its whole name with its last part and the id of the one above', async () => {
  const id = await create('vision lab/été/.training', { description: 'what for', tags: ['b', 'a', 'b'], system_tags: ['x'], default_output_destination: 's3://bucket/out' });
  const { project } = await ground.data('projects.get_by_id', { project: id });
  expect(project).toMatchObject({ id, name: 'vision lab/été/.training', basename: '.training', description: 'what for', tags: ['a', 'b'], system_tags: ['x'], default_output_destination: 's3://bucket/out' });
  const { projects } = await ground.data('projects.get_all', { name: '^vision\\ lab/été$', only_fields: ['id', 'parent'] });
  expect(projects).toEqual([{ id: project.parent, parent: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
  expect(await ground.bench.sql(`SELECT path FROM project WHERE path LIKE '/vision%' ORDER BY path`)).toEqual(['/vision lab', '/vision lab/été', '/vision lab/été/.training'].map((path) => ({ path })));
  expect((await ground.bench.sql(`SELECT 1 FROM event JOIN project ON project.id = subject_id WHERE kind = 'project.created' AND path LIKE '/vision%'`)).length).toBe(3);
  expect(await ground.codes('projects.create', { name: 'vision lab/été' })).toBe('400/801');
});

test.each([
  ['no name', {}, '400/11'],
  ['a name that is no text', { name: 7 }, '400/12'],
  ['a name of two characters', { name: 'ab' }, '400/800'],
  ['a name of slashes', { name: '////' }, '400/407'],
  ['a name with a control character', { name: 'a\u0007bc' }, '400/800'],
  ['a name that is too long', { name: 'x'.repeat(300) }, '400/800'],
  ['eleven levels', { name: 'abcdefghijk'.split('').join('/') }, '400/409'],
  ['tags that are none', { name: 'tagged', tags: [3] }, '400/12'],
  ['a reserved tag', { name: 'tagged', tags: ['__$all'] }, '400/16'],
])('%s makes no project', async (_what, input, codes) => {
  expect(await ground.codes('projects.create', input)).toBe(codes);
});

test('of twenty who make the same project below a new one at once one does, the others hear that it is there, and the one above is made once', async () => {
  await ground.bench.warm();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ground.codes('projects.create', { name: 'raced/for' })));
  expect(answers.toSorted()).toEqual(['200/0', ...Array.from({ length: 19 }, () => '400/801')]);
  expect((await ground.bench.sql(`SELECT path FROM project WHERE path LIKE '/raced%'`)).length).toBe(2);
});

test('lists are of all levels, of the top, of the children or of all below a project, and leave out hidden ones and the root unless asked', async () => {
  const top = await create('levels');
  await create('levels/one/two');
  await create('levels/.hidden', { system_tags: ['hidden'] });
  expect(await names({ name: '^levels' })).toEqual(['levels', 'levels/one', 'levels/one/two']);
  expect(await names({ name: '^levels', search_hidden: true })).toContain('levels/.hidden');
  expect(await names({ name: '^levels', shallow_search: true })).toEqual(['levels']);
  expect(await names({ parent: [top], shallow_search: true })).toEqual(['levels/one']);
  expect(await names({ parent: [top] })).toEqual(['levels/one', 'levels/one/two']);
  expect(await names({ name: '^$' })).toEqual([]);
  const { projects } = await ground.data('projects.get_all_ex', { name: '^levels/one$', only_fields: ['name', 'parent.name', 'user.name'] });
  expect(projects).toEqual([{ id: expect.any(String), name: 'levels/one', parent: { id: top, name: 'levels' }, user: { id: expect.any(String), name: 'local' } }]);
});

test('an update changes what is given and tells of it, and keeps the name and the place', async () => {
  const id = await create('changed/project', { description: 'before' });
  const { updated, fields } = await ground.data('projects.update', { project: id, description: 'after', system_tags: ['hidden'], default_output_destination: '' });
  expect([updated, fields]).toEqual([1, { description: 'after', system_tags: ['hidden'], last_update: expect.any(String) }]);
  expect(await ground.data('projects.update', { project: id })).toEqual({ updated: 0, fields: {} });
  expect(await ground.bench.kinds(uuid(id))).toEqual(['project.created', 'project.edited']);
  expect(await ground.codes('projects.update', { project: id, name: 'changed/project' })).toBe('200/0');
  expect(await ground.codes('projects.update', { project: id, name: 'other/place' })).toBe('400/408');
  expect(await ground.codes('projects.update', { project: UNKNOWN, description: 'x' })).toBe('400/401');
  expect(await ground.codes('projects.update', { project: id, tags: 7 })).toBe('400/12');
  expect(await ground.codes('projects.get_by_id', { project: 'no id' })).toBe('400/401');
  expect(await ground.codes('projects.get_by_id', {})).toBe('400/12');
});

test('a project with tasks in it or below it is deleted only by force; they are in no project then, and its path is free again', async () => {
  const id = await create('doomed/one');
  const taskId = await ground.bench.task({ projectId: uuid(id) });
  const above = (await ground.data('projects.get_all', { name: '^doomed$' })).projects[0].id;
  expect(await ground.codes('projects.delete', { project: above })).toBe('400/402');
  expect(await ground.codes('projects.delete', { project: above, force: true, delete_contents: true })).toBe('400/402');
  expect(await ground.data('projects.delete', { project: above, force: true })).toMatchObject({ deleted: 1, disassociated_tasks: 1, deleted_tasks: 0 });
  expect(await ground.codes('projects.get_by_id', { project: id })).toBe('400/401');
  expect(await names({ name: '^doomed', search_hidden: true })).toEqual([]);
  expect(await ground.bench.one('SELECT path FROM project JOIN task ON task.project_id = project.id WHERE task.id = $1', [taskId])).toEqual({ path: '/' });
  expect(await create('doomed/one')).not.toBe(id);
  expect(await ground.codes('projects.delete', { project: id, force: true })).toBe('400/401');
  expect(await ground.codes('projects.delete', { project: UNKNOWN })).toBe('400/401');
  await expect(ground.bench.task({ projectId: uuid(id) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what is of a project alone keeps it, whatever is insisted on', async () => {
  const id = await create('kept project');
  acceptedId(await createRun(ground.bench.engine, ground.bench.as(), { projectId: uuid(id), definition: { tasks: [{ node: 'a', spec: SPEC }] }, enqueue: false }));
  expect(await ground.codes('projects.delete', { project: id, force: true })).toBe('400/402');
  const root = (await ground.bench.one<{ id: string }>(`SELECT id FROM project WHERE path = '/'`)).id;
  expect(await ground.codes('projects.delete', { project: root.replaceAll('-', ''), force: true })).toBe('400/12');
});

test('while a project is deleted tasks are put into it: each is in it before, and then in the root, or hears that it is gone', async () => {
  const id = await create('emptied while filled');
  await ground.bench.warm();
  const [deleted, ...made] = await Promise.allSettled([ground.data('projects.delete', { project: id, force: true }), ...Array.from({ length: 12 }, () => ground.bench.task({ projectId: uuid(id) }))]);
  expect(deleted!.status).toBe('fulfilled');
  for (const one of made) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'NOT_FOUND' });
  expect(await ground.bench.sql('SELECT 1 FROM task JOIN project ON project.id = task.project_id WHERE project.deleted_at IS NOT NULL')).toEqual([]);
});
