// Who finds what, and what it costs: a caller with grants has the tasks of its projects and those open to everybody, and hears of no others.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Actor } from '../../src/domain/access.ts';
import { VIEWS } from '../../src/api/rest/clearml/view/view-book.ts';
import { listAnswer } from '../../src/api/rest/clearml/view/view-answer.ts';
import { getTaskCall } from '../../src/api/rest/clearml/task/read/get-task.call.ts';
import { versionOf } from '../../src/api/rest/clearml/api-version.ts';
import type { ClearmlContext } from '../../src/api/rest/clearml/clearml-context.ts';
import type { Statement } from '../../src/store/database.ts';
import { FILTER_SCAN_MS } from '../../src/store/filter/limited-read.ts';
import type { Flight } from '../../src/store/flight.ts';
import { isNarrow, MAX_NARROW_VALUES } from '../../src/store/search/search-sql.ts';
import { TASK_SEARCH } from '../../src/store/search/task.search.ts';
import { BAIT, HOSTILE } from '../filter/hostile-patterns.ts';
import { ClearmlGround, type Shown } from './clearml-ground.ts';

let ground: ClearmlGround;
const ids: Record<string, string> = {};
beforeAll(async () => {
  ground = await ClearmlGround.open();
  const projects = await ground.bench.sql<{ id: string; path: string }>(`INSERT INTO project (id, path) SELECT gen_random_uuid(), path FROM unnest('{/mine,/mine/sub,/theirs}'::text[]) path RETURNING id, path`);
  for (const { id, path } of projects) {
    const task = await ground.bench.task({ name: `in ${path}` });
    await ground.bench.sql('UPDATE task SET project_id = $2 WHERE id = $1', [task, id]);
    [ids[path], ids[`task ${path}`]] = [id, task];
  }
  const open = await ground.bench.task({ name: 'open' });
  await ground.bench.sql('UPDATE task SET project_id = $2, is_public = true, parent_id = $3 WHERE id = $1', [open, ids['/theirs'], ids['task /theirs']]);
  ids['open'] = open;
});
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const wire = (uuid: string): string => uuid.replaceAll('-', '');
const context = (paths: readonly string[]) => {
  const actor: Actor = { ...ground.bench.local, role: 'operator', grants: paths.map((path) => ({ path, role: 'viewer' })) };
  return { engine: ground.bench.engine, command: { actor, requestId: null }, version: versionOf('2.31') } as unknown as ClearmlContext;
};
const names = async (paths: readonly string[], input: object): Promise<string[]> => ((await listAnswer(context(paths), VIEWS.task, { input: { order_by: ['name'], ...input }, views: VIEWS, asObjects: true }))['tasks'] as Shown[]).map(({ name }) => name as string);

test('tasks of other projects are not found, whatever is asked by', async () => {
  expect(await names(['/mine'], {})).toEqual(['in /mine', 'in /mine/sub', 'open']);
  expect(await names(['/mine'], { allow_public: false })).toEqual(['in /mine', 'in /mine/sub']);
  expect(await names(['/mine/sub'], { id: Object.values(ids).map(wire) })).toEqual(['in /mine/sub', 'open']);
  expect(await names(['/mine'], { project: [wire(ids['/theirs']!)], include_subprojects: true })).toEqual(['open']);
  expect(await names(['/mine'], { _any_: { fields: ['name', 'id'], pattern: 'theirs' } })).toEqual([]);
});

test('a task of another project is as good as absent, and a reference to it shows its id alone', async () => {
  const get = (task: string) => getTaskCall.run(context(['/mine']), { task: wire(task) } as never);
  await expect(get(ids['task /theirs']!)).rejects.toMatchObject({ code: 'INVALID_TASK_ID' });
  await expect(get(ids['task /mine']!)).resolves.toMatchObject({ task: { name: 'in /mine' } });
  const answer = await listAnswer(context(['/mine']), VIEWS.task, { input: { id: [wire(ids['open']!)], only_fields: ['parent.name', 'project.name'] }, views: VIEWS, asObjects: true });
  expect(answer['tasks']).toEqual([{ id: wire(ids['open']!), parent: { id: wire(ids['task /theirs']!) }, project: { id: wire(ids['/theirs']!) } }]);
});

test('the project with all below it is what its descendants lie in', async () => {
  const within = (input: object) => names(['/'], { project: [wire(ids['/mine']!)], ...input });
  expect(await within({})).toEqual(['in /mine']);
  expect(await within({ include_subprojects: true })).toEqual(['in /mine', 'in /mine/sub']);
  expect(await names(['/'], { project: ['__$not', wire(ids['/mine']!)], include_subprojects: true })).toEqual(['in /theirs', 'open']);
  // Of a project and one below it both hold what lies in the lower one alone.
  expect(await names(['/'], { project: ['__$all', wire(ids['/mine']!)], include_subprojects: true })).toEqual(['in /mine', 'in /mine/sub']);
  expect(await names(['/'], { project: ['__$all', wire(ids['/mine']!), wire(ids['/mine/sub']!)], include_subprojects: true })).toEqual(['in /mine/sub']);
  expect(await names(['/'], { project: ['__$all', wire(ids['/mine']!), '__$not', wire(ids['/mine/sub']!)], include_subprojects: true })).toEqual(['in /mine']);
});

test('patterns made to take for ever are answered in their time or refused, over texts that bring it out', async () => {
  for (const text of BAIT) await ground.bench.task({ name: text });
  const seen = new Map<string, number>();
  for (const pattern of HOSTILE.filter((_, n) => n % 5 === 0)) {
    const started = performance.now();
    const code = await ground.codes('tasks.get_all', { name: pattern, _any_: { fields: ['name', 'comment'], pattern }, only_fields: ['id'] });
    expect(performance.now() - started, pattern).toBeLessThan(FILTER_SCAN_MS + 2_000);
    expect(code, pattern).toMatch(/^(?:200\/0|400\/12|400\/21)$/);
    seen.set(code, (seen.get(code) ?? 0) + 1);
  }
  expect(seen.get('200/0')).toBeGreaterThan(25);
});

test('every kind of thing is shown and asked for by columns that its searches have', () => {
  for (const view of Object.values(VIEWS)) {
    const named = (version: string) => Object.values(view.fields).flatMap(({ columns, parts = {} }) => [columns, ...Object.values(parts)].flatMap((each) => (typeof each === 'function' ? each(versionOf(version)) : each)));
    const asked = Object.values(view.query.fields).flatMap(({ path, text }) => [path[0], ...(text === undefined ? [] : [text[0]])]);
    expect(view.search.columns).toEqual(expect.arrayContaining([...named('2.1'), ...named('2.31'), ...asked]));
    const { lists, patterns, times, ranges } = view.query;
    expect(Object.keys(view.query.fields)).toEqual(expect.arrayContaining([...lists, ...patterns, ...times, ...ranges]));
  }
});

test('the poll of a running program is one prepared statement by the key of the table, and reads nothing cold', async () => {
  const id = wire(ids['task /mine']!);
  const { db } = ground.bench.engine;
  let sent: Statement[] = [];
  const { query } = db.pool;
  db.pool.query = ((call: Flight, ...rest: unknown[]) => { sent.push(...call.statements); return (query as (...all: unknown[]) => unknown).call(db.pool, call, ...rest); }) as typeof query;
  const poll = () => ground.data('tasks.get_all', { id: [id], only_fields: ['status', 'status_message', 'id'], search_hidden: false, method: 'get' }, { method: 'POST', version: '2.23' });
  expect(await poll()).toEqual({ tasks: [{ id, status: 'created', status_message: '' }] });
  const [first] = sent;
  sent = [];
  for (let n = 0; n < 3; n++) await poll();
  db.pool.query = query;
  expect(sent.map(({ name, text }) => ({ name, text }))).toEqual(Array.from({ length: 3 }, () => ({ name: first!.name, text: first!.text })));
  expect(first!.name).toMatch(/^search_\d+$/);
  expect(first!.text).not.toMatch(/task_doc|task_activity|artifact|metric_series|task_model| spec/);
  expect(first!.text).toMatch(/WHERE t\.deleted_at IS NULL AND t\.id = \$1::uuid ORDER BY t\.ord LIMIT \$2$/);
});

test('what programs ask for again and again takes one statement, and one more for each kind of thing that it is to name', async () => {
  const id = wire(ids['task /mine']!);
  const project = wire(ids['/mine']!);
  const { db } = ground.bench.engine;
  const sent = vi.spyOn(db.pool, 'query');
  const statements = async (call: string, input: object, version?: string): Promise<number> => {
    sent.mockClear();
    await ground.data(call, input, version === undefined ? {} : { version });
    return sent.mock.calls.length;
  };
  try {
    expect(await statements('tasks.get_all', { id: [id], only_fields: ['status', 'status_message'], search_hidden: true }, '2.14')).toBe(1);
    expect(await statements('tasks.get_by_id', { task: id }, '2.5')).toBe(1);
    expect(await statements('tasks.get_by_id', { task: id }, '2.23')).toBe(1);
    expect(await statements('projects.get_by_id', { project })).toBe(1);
    expect(await statements('projects.get_all', { name: '^mine$', only_fields: ['id'], shallow_search: false, search_hidden: true })).toBe(1);
    expect(await statements('models.get_all', { task: [id], only_fields: ['id', 'uri'] })).toBe(1);
    expect(await statements('tasks.get_all_ex', { id: [id], only_fields: ['name', 'project.name', 'user.name'] })).toBe(3);
  } finally {
    sent.mockRestore();
  }
});

test('many ids are looked for under a limit of time, as what no index narrows is', () => {
  const byId = (count: number) => isNarrow(TASK_SEARCH, { kind: 'oneOf', path: ['id'], op: 'in', values: Array.from({ length: count }, () => ground.bench.engine.newId()) });
  expect([byId(2), byId(MAX_NARROW_VALUES), byId(MAX_NARROW_VALUES + 1)]).toEqual([true, true, false]);
});
