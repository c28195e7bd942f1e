// The query language: every operator finds what it means.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClearmlGround, Shown } from './clearml-ground.ts';
import { type Known, queries } from './query-arbitraries.ts';
import { queryGround } from './query-ground.ts';
import { ancestors, found, type Query } from './query-model.ts';

let ground: ClearmlGround;
let known: Known;
let tasks: readonly Shown[];
beforeAll(async () => {
  const opened = await queryGround();
  ({ ground, known } = opened);
  for (const [id, path] of opened.projectPaths) ancestors.set(id, [...opened.projectPaths].flatMap(([each, above]) => (path === above || path.startsWith(`${above}/`) ? [each] : [])));
  ({ tasks } = await ground.data('tasks.get_all', { search_hidden: true }));
});
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
// The names of the metrics are digests, in queries and in answers alike.
const withDigests = (query: Query): Query => JSON.parse(JSON.stringify(query).replaceAll('METRIC.VARIANT', `${md5('loss')}.${md5('train')}`)) as Query;

test('whatever is asked for, the database finds what the tasks themselves say, in the same order', async () => {
  expect(tasks).toHaveLength(60);
  let [some, all] = [0, 0];
  await fc.assert(fc.asyncProperty(queries(known), async (asked) => {
    const query = withDigests(asked);
    const wanted = found(tasks, query);
    const answer = await ground.call('tasks.get_all', { ...query, only_fields: ['id'] });
    expect([answer.code, answer.message]).toEqual([200, 'OK']);
    expect(answer.data.tasks.map(({ id }: Shown) => id as string)).toEqual(wanted);
    all++;
    if (wanted.length > 0 && wanted.length < 50) some++;
  }), { numRuns: 200 });
  // Queries that find everything or nothing would agree whatever they say.
  expect(some).toBeGreaterThan(all / 5);
});

test('what cannot be asked is refused with its code, and what is only unknown is not', async () => {
  const codes = (query: object, name = 'tasks.get_all') => ground.codes(name, query);
  expect(await codes({ tags: ['__$xor', 'a'] })).toBe('400/16');
  expect(await codes({ tags: [{}] })).toBe('400/12');
  expect(await codes({ name: '(' })).toBe('400/21');
  expect(await codes({ name: '(?=x)' })).toBe('400/21');
  expect(await codes({ _any_: { fields: ['name'], pattern: '[' } })).toBe('400/21');
  expect(await codes({ _any_: { fields: ['name'] } })).toBe('400/16');
  expect(await codes({ _all_: { fields: ['name'], pattern: 'x', datetime: '2026' } })).toBe('400/16');
  expect(await codes({ created: [null, null] })).toBe('400/12');
  expect(await codes({ last_iteration: [1] })).toBe('400/12');
  expect(await codes({ last_iteration: ['x', null] })).toBe('400/12');
  expect(await codes({ filters: { tags: { some: ['a'] } } })).toBe('400/12');
  expect(await codes({ filters: { name: { any: { include: ['a'] } } } })).toBe('400/12');
  expect(await codes({ page: -1 })).toBe('400/12');
  expect(await codes({ page_size: 0 })).toBe('400/12');
  expect(await codes({ order_by: ['@text_score'] })).toBe('400/16');
  expect(await codes({ size: 10, scroll_id: 'bm8' })).toBe('400/1104');
  expect(await codes({ only_fields: ['nothing'] }, 'tasks.get_all_ex')).toBe('400/14');
  expect(await codes({ only_fields: ['name', 'nothing'], order_by: ['nothing', '-nothing.at.all'], whatever: 1, status_changed: ['not a time'], method: 'get' })).toBe('200/0');
});

test('what is made to be too much is refused or answered, and never an error of ours', async () => {
  const many = Array.from({ length: 9_000 }, (_, n) => `tag ${n}`);
  const codes = (query: object, name = 'tasks.get_all') => ground.codes(name, { only_fields: ['id'], ...query });
  expect(await codes({ filters: { tags: { any: { include: many, exclude: many }, all: { include: many, exclude: many } }, status: { any: { exclude: many }, all: { include: many } } }, tags: ['__$any', ...many.flatMap((tag) => ['__$not', tag]).slice(0, 9_000)] })).toBe('200/0');
  expect(await codes({ id: [...many, ...many] })).toBe('400/12');
  expect(await codes(Object.fromEntries(many.map((name) => [`hyperparams.a.${name}.value`, ['1']])))).toBe('400/12');
  expect(await codes({ 'hyperparams.a\0.b\ud800.value': ['\0'], name: 'a\0', tags: ['\ud800'], search_text: '\0 \ud800', _any_: { fields: ['hyperparams.\0.\ud800'], pattern: '\0' } })).toBe('200/0');
  expect(await codes({ only_fields: [`${'parent.'.repeat(50)}name`] }, 'tasks.get_all_ex')).toBe('400/14');
  expect(await codes({ only_fields: [`name${'.a'.repeat(5_000)}`] })).toBe('400/12');
  expect(await codes({ only_fields: many })).toBe('400/12');
  expect(await codes({ order_by: many, page: 2 ** 40 })).toBe('200/0');
  expect(await codes({ last_iteration: [-1e300, 1e300], active_duration: [0.5, null], 'last_metrics.a.b.value': [-1e308, 1e308], created: ['0001-01-01', '9999-12-31'] })).toBe('200/0');
  expect(await codes({ created: ['0000-01-01', null] })).toBe('400/12');
  expect(await codes({ search_text: 'x'.repeat(2_000) })).toBe('400/12');
});

test('the signs that Python escapes, and its own way of writing, are read as they are meant', async () => {
  const names = async (name: string) => new Set((await ground.data('tasks.get_all', { name, search_hidden: true, only_fields: ['name'] })).tasks.map((task: Shown) => task.name as string));
  expect(await names('^a\\-b\\/c$')).toEqual(new Set(['a-b/c']));
  expect(await names('^train\\ 2$')).toEqual(new Set(['train 2']));
  expect(await names('(?i)^TRAIN$')).toEqual(new Set(['train', 'Train']));
  expect(await names('\\Aeval(?P<sign>[._])[ab]\\Z')).toEqual(new Set(['eval.a', 'eval_b']));
  expect(await names('^\\xe9val')).toEqual(new Set(['\u00e9valuer']));
  expect(await names('v{a|x}|]')).toEqual(new Set());
  expect(await names('^e[^[]*[]._]a$')).toEqual(new Set(['eval.a']));
  expect(await names('v\\u0061luer')).toEqual(new Set(['\u00e9valuer']));
});

test('pages and scrolls show each task once, a refreshed scroll what it has shown, and the token of another list is refused', async () => {
  const all = (await ground.data('tasks.get_all', { only_fields: ['id'] })).tasks.map(({ id }: Shown) => id as string);
  const scrolled: string[] = [];
  let scroll_id: string | null = null;
  for (;;) {
    const answer: Shown = await ground.data('tasks.get_all', { size: 17, scroll_id, only_fields: ['id'] });
    ({ scroll_id } = answer);
    if (answer.tasks.length === 0) break;
    scrolled.push(...answer.tasks.map(({ id }: Shown) => id as string));
  }
  expect(scrolled).toEqual(all);
  const first: Shown = await ground.data('tasks.get_all', { size: 17, scroll_id: null });
  const refreshed: Shown = await ground.data('tasks.get_all', { size: 5, scroll_id: first.scroll_id, refresh_scroll: true, only_fields: ['id'] });
  expect(refreshed.tasks.map(({ id }: Shown) => id as string)).toEqual(all.slice(0, 17));
  expect((await ground.data('tasks.get_all', { start: 10, size: 3, only_fields: ['id'] })).tasks.map(({ id }: Shown) => id as string)).toEqual(all.slice(10, 13));
  expect(await ground.codes('tasks.get_all', { size: 5, scroll_id: Buffer.from('model.5').toString('base64url') })).toBe('400/1104');
});

test('a query of more comparisons than the database could plan is refused, however they were written', async () => {
  const operators = Array.from({ length: 3_000 }, (_, n) => ['__$all', `v${n}`, '__$any']).flat();
  const members = Object.fromEntries(Array.from({ length: 40_000 }, (_, n) => [`hyperparams.General.p${n}.value`, { any: { include: ['x'] } }]));
  for (const input of [{ tags: operators }, { filters: members }]) {
    const { code, subcode, message } = await ground.call('tasks.get_all', input);
    expect([code, subcode, message]).toEqual([400, 12, expect.stringContaining('at most 1000 may be: ask in several calls')]);
  }
  const ids = Array.from({ length: 10_000 }, (_, n) => n.toString(16).padStart(32, '0'));
  expect((await ground.data('tasks.get_all', { id: [...ids.slice(1), known.ids[2]], only_fields: ['id'] })).tasks).toEqual([{ id: known.ids[2] }]);
});

test('only what is named is shown, members of members and excluded ones among it', async () => {
  const one = async (only_fields: unknown, call = 'tasks.get_all') => (await ground.data(call, { id: [known.ids[2]], only_fields })).tasks[0] as Shown;
  const id = known.ids[2];
  expect(await one(['name', 'status'])).toEqual({ id, name: 'Train', status: 'in_progress' });
  expect(await one('hyperparams.General.lr.value')).toEqual({ id, hyperparams: { General: { lr: { value: '10' } } } });
  expect(await one(['hyperparams.General.lr.value', 'hyperparams.General.lr.name', 'script.nothing'])).toEqual({ id, hyperparams: { General: { lr: { name: 'lr', value: '10' } } } });
  expect(await one(['execution.*'])).toEqual({ id, execution: { parameters: {}, artifacts: [] } });
  expect(await one(['models.input.name'])).toEqual({ id, models: { input: [{ name: 'in' }] } });
  const without = await one(['-hyperparams', '-script', '-models.input.updated', '-last_metrics']);
  expect(without).toMatchObject({ id, name: 'Train', models: { input: [{ name: 'in', model: known.models[0] }], output: [] } });
  expect(Object.keys(without)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(?:hyperparams|script|last_metrics|enqueue_status)$/)]));
  expect(without.models.input[0]).not.toHaveProperty('updated');
  expect(await one(['enqueue_status', 'company_origin'])).toEqual({ id, company_origin: 'd1bd92a3b039400cbafc60a7a5b1e52b' });
});

test('references are ids, and objects with the members that are asked for where a call says so', async () => {
  const [task] = (await ground.data('tasks.get_all_ex', { id: [known.ids[5]], search_hidden: true, only_fields: ['project.name', 'user', 'parent.name', 'parent.user.name', 'execution.queue.name', 'company.name'] })).tasks;
  expect(task).toEqual({
    id: known.ids[5], project: { id: known.projects[0], name: 'one' }, user: { id: known.user }, parent: { id: known.ids[1], name: 'train 2', user: { id: known.user, name: 'local' } },
    execution: { queue: { id: known.queue, name: 'default' } }, company: { id: 'd1bd92a3b039400cbafc60a7a5b1e52b', name: 'switchyard' },
  });
  const [of] = (await ground.data('tasks.get_by_id_ex', { id: [known.ids[2]], only_fields: ['models.input.model.name'] })).tasks;
  expect(of.models).toEqual({ input: [{ model: { id: known.models[0], name: 'model 1' } }] });
  const [plain] = (await ground.data('tasks.get_all', { id: [known.ids[5]], only_fields: ['project', 'execution.queue'] })).tasks;
  expect(plain).toEqual({ id: known.ids[5], project: known.projects[0], execution: { queue: known.queue } });
  expect(await ground.codes('tasks.get_by_id_ex', {})).toBe('400/11');
  expect(await ground.codes('tasks.get_by_id_ex', { id: known.ids }, { version: '2.10' })).toBe('404/0');
});

test('an old caller finds the tags of programs under the tags of people', async () => {
  const old = (await ground.data('tasks.get_all', { tags: ['a', '-archived'], only_fields: ['tags', 'system_tags'] }, { version: '2.2' })).tasks as Shown[];
  const now = (await ground.data('tasks.get_all', { tags: ['a'], system_tags: ['-archived'], only_fields: ['tags', 'system_tags'] })).tasks as Shown[];
  expect(old.map(({ id }) => id as string)).toEqual(now.map(({ id }) => id as string));
  expect(old.map(({ tags }) => tags as string[])).toEqual(now.map(({ tags, system_tags }) => [...tags, ...system_tags].sort()));
});
