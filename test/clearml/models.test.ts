// Models: written, found by what made them, published, and deleted only where nothing needs them.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { editedParts } from '../../src/domain/model/model-edits.ts';
import { fateOf, whyNotDeleted } from '../../src/domain/model/model-rule.ts';
import { endModels, publishLastModel } from '../../src/engine/model/models-of-task.ts';
import { inTransaction } from '../../src/engine/work.ts';
import { ClearmlGround } from './clearml-ground.ts';

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open(); });
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const NOBODY = 'f'.repeat(32);
const hex = (uuid: string): string => uuid.replaceAll('-', '');
const made = async (more: object = {}): Promise<string> => (await ground.data('models.create', { name: 'm', uri: 'file:///m', ...more })).id;
const shown = async (model: string): Promise<Record<string, unknown>> => (await ground.data('models.get_by_id', { model })).model;

/** A task that has read and made models, as those say who put them there. */
async function task(models: { readonly reads?: string; readonly makes?: string; readonly status?: string } = {}): Promise<string> {
  const id = await ground.bench.task();
  for (const [kind, model] of [['input', models.reads], ['output', models.makes]] as const) {
    if (model !== undefined) await ground.bench.sql(`INSERT INTO task_model (task_id, generation, kind, name, model_id) VALUES ($1, 1, $2, 'x', $3)`, [id, kind, model]);
  }
  if (models.status !== undefined) await ground.bench.sql('UPDATE task SET status = $2 WHERE id = $1', [id, models.status]);
  return id;
}

describe('a model', () => {
  test('comes back as it was written, without what it has not, and only its project, task and parent must exist', async () => {
    const [parent, of] = [await made({ name: 'parent' }), hex(await task())];
    const id = await made({ name: ' my model ', tags: ['b', 'a', 'b'], system_tags: ['x'], labels: { cat: 1 }, design: { design: 'k = 1' }, framework: 'PyTorch', comment: 'c', ready: false, task: of, parent, metadata: [{ key: 'k.$', type: 'int', value: '3' }], method: 'get' });
    expect(await shown(id)).toEqual({
      id, name: 'my model', uri: 'file:///m', tags: ['a', 'b'], system_tags: ['x'], labels: { cat: 1 }, design: { design: 'k = 1' }, framework: 'PyTorch', comment: 'c', ready: false, task: of, parent,
      metadata: { 'k.$': { key: 'k.$', type: 'int', value: '3' } }, user: expect.stringMatching(/^[0-9a-f]{32}$/), company: expect.stringMatching(/^[0-9a-f]{32}$/), created: expect.any(String), last_update: expect.any(String),
    });
    expect((await shown(await made({}))).ready).toBe(true);
    expect(await Promise.all([{ project: NOBODY }, { task: NOBODY }, { parent: 'x' }, { parent: NOBODY }, { tags: ['__$all'] }, { labels: { a: 'b' } }, { name: ' ' }].map((wrong) => ground.codes('models.create', { name: 'm', uri: '', ...wrong }))))
      .toEqual(['400/401', '400/101', '400/201', '400/201', '400/16', '400/12', '400/12']);
    expect(await Promise.all([ground.codes('models.create', { name: 'm' }), ground.codes('models.get_by_id', { model: NOBODY }), ground.codes('models.get_by_id', {})])).toEqual(['400/12', '400/201', '400/12']);
  });

  test('is changed in what is given alone, and says how it stands then; the iteration goes to its task', async () => {
    const of = await task();
    const id = await made({ ready: false, comment: 'kept' });
    const { updated, fields } = await ground.data('models.edit', { model: id, uri: 'http://x/y', task: hex(of), iteration: 7, labels: null, parent: '', design: { a: { b: [1] } } });
    expect([updated, fields]).toEqual([1, { uri: 'http://x/y', task: hex(of), design: { a: { b: [1] } }, last_update: expect.any(String) }]);
    expect(await shown(id)).toMatchObject({ comment: 'kept', uri: 'http://x/y', ready: false, name: 'm' });
    expect(await ground.bench.sql('SELECT last_iteration::int AS n FROM task_activity WHERE task_id = $1', [of])).toEqual([{ n: 7 }]);
    expect(await ground.data('models.update', { model: id })).toEqual({ updated: 0, fields: {} });
    expect((await ground.data('models.update', { model: id, name: 'new' })).fields).toMatchObject({ name: 'new' });
    expect(await Promise.all([ground.codes('models.edit', { model: NOBODY, name: 'x' }), ground.codes('models.edit', { model: id, task: NOBODY }), ground.codes('models.edit', { model: id, parent: id }), ground.codes('models.edit', { model: id, project: NOBODY })])).toEqual(['400/201', '400/101', '400/12', '400/401']);
    expect(await ground.codes('models.edit', { model: id, task: `__DELETED__${NOBODY}`, name: 'still' })).toBe('200/0');
  });

  test('has facts and tags that are added and taken one by one, also by many at once', async () => {
    const id = await made({});
    await Promise.all(['a', 'b', 'c', 'd'].map((key) => ground.data('models.add_or_update_metadata', { model: id, metadata: [{ key, value: key, type: 'str' }] })));
    expect(Object.keys((await shown(id)).metadata as object).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(await ground.data('models.delete_metadata', { model: id, keys: ['a', 'nothing'] })).toEqual({ updated: 1 });
    await ground.data('models.add_or_update_metadata', { model: id, metadata: [{ key: 'only', value: '1' }], replace_metadata: true });
    expect((await shown(id)).metadata).toEqual({ only: { key: 'only', value: '1' } });
    expect(await ground.data('models.archive_many', { ids: [id, NOBODY] })).toEqual({ succeeded: [{ id, archived: true }], failed: [{ id: NOBODY, error: { codes: [400, 201], msg: expect.any(String), data: {} } }] });
    expect([(await shown(id)).system_tags, await ground.data('models.get_all', { id: [id], system_tags: ['-archived'] })]).toEqual([['archived'], { models: [] }]);
    await ground.data('models.unarchive_many', { ids: [id] });
    expect(await ground.data('models.update_tags', { ids: [id], add_tags: ['t', 'u'], remove_tags: ['t'] })).toEqual({ updated: 1 });
    expect([(await shown(id)).system_tags, (await shown(id)).tags]).toEqual([[], ['t', 'u']]);
  });
});

describe('models', () => {
  test('are found by the task that made them, and by nothing else then: what is found is deleted', async () => {
    const [one, other] = [await task(), await task()];
    const mine = await made({ task: hex(one) });
    await made({ task: hex(other), uri: 'file:///theirs' });
    expect(await ground.data('models.get_all', { task: [hex(one)], only_fields: ['id', 'uri'] })).toEqual({ models: [{ id: mine, uri: 'file:///m' }] });
    expect(await ground.data('models.get_all', { task: [NOBODY] })).toEqual({ models: [] });
    expect(await ground.data('models.get_all', { uri: ['file:///theirs'], only_fields: ['name'] })).toMatchObject({ models: [{ name: 'm' }] });
    expect((await ground.data('models.get_all_ex', { id: [mine], only_fields: ['task.name'] })).models[0].task).toMatchObject({ id: hex(one), name: expect.any(String) });
    await made({ name: 'a+b (1)', framework: 'Keras', ready: false });
    const named = { name: '^a\\+b\\ \\(1\\)$', only_fields: ['name'] };
    expect([(await ground.data('models.get_all', { ...named, framework: ['Keras'], ready: false })).models, (await ground.data('models.get_all', { ...named, ready: true })).models]).toEqual([[expect.objectContaining({ name: 'a+b (1)' })], []]);
  });

  test('are published once, with the task that made them when that is wanted and can be', async () => {
    const ended = await task({ status: 'completed' });
    const alone = await made({ ready: false, task: hex(ended) });
    expect(await ground.data('models.set_ready', { model: alone, publish_task: false })).toEqual({ updated: 1 });
    const forced = await task({ status: 'failed' });
    expect((await ground.data('models.set_ready', { model: await made({ ready: false, task: hex(forced) }), force_publish_task: true })).published_task.id).toBe(hex(forced));
    expect([(await shown(alone)).ready, await ground.codes('models.set_ready', { model: alone })]).toEqual([true, '400/203']);
    const second = await made({ ready: false, task: hex(ended) });
    expect(await ground.data('models.set_ready', { model: second })).toMatchObject({ updated: 1, published_task: { id: hex(ended), data: { updated: 1 } } });
    expect(await ground.bench.sql('SELECT status FROM task WHERE id = $1', [ended])).toEqual([{ status: 'published' }]);
    const early = await made({ ready: false, task: hex(await task()) });
    expect([await ground.codes('models.set_ready', { model: early }), (await shown(early)).ready, await ground.codes('models.set_ready', { model: NOBODY })]).toEqual(['400/110', false, '400/201']);
  });

  test('of older clients are given to their task by address, the same draft again and again, or by name', async () => {
    const of = await task({ status: 'in_progress' });
    const first = await ground.data('models.update_for_task', { task: hex(of), uri: 'file:///1', iteration: 3 });
    expect([first.created, await shown(first.id)]).toEqual([true, expect.objectContaining({ uri: 'file:///1', ready: false, task: hex(of) })]);
    expect(await ground.data('models.update_for_task', { task: hex(of), uri: 'file:///2' })).toEqual({ id: first.id, created: false });
    const other = await made({});
    expect(await ground.data('models.update_for_task', { task: hex(of), override_model_id: other })).toEqual({ id: other, created: false });
    expect(await ground.bench.sql(`SELECT kind, model_id AS "modelId" FROM task_model WHERE task_id = $1`, [of])).toEqual([{ kind: 'output', modelId: uuid(other) }]);
    const ended = hex(await task({ status: 'completed' }));
    const models = async (): Promise<unknown> => ground.bench.sql('SELECT count(*)::int AS n FROM model');
    const before = await models();
    expect(await Promise.all([{ task: ended, uri: 'x' }, { task: hex(of) }, { task: hex(of), uri: 'x', override_model_id: other }, { task: NOBODY, uri: 'x' }, { task: hex(of), override_model_id: NOBODY }].map((wrong) => ground.codes('models.update_for_task', wrong)))).toEqual(['400/110', '400/12', '400/12', '400/101', '400/201']);
    expect(await models()).toEqual(before);
  });

  test('are deleted with the address of their file, but for those that are needed, unless it is forced', async () => {
    const [free, read, result] = [await made({}), await made({}), await made({ task: hex(await task({ status: 'published' })) })];
    await task({ reads: read });
    expect(await ground.data('models.delete', { model: free })).toEqual({ deleted: true, url: 'file:///m' });
    expect([await ground.codes('models.delete', { model: free }), await ground.codes('models.delete', { model: read }), await ground.codes('models.delete', { model: result })]).toEqual(['400/201', '400/205', '400/206']);
    const { succeeded, failed } = await ground.data('models.delete_many', { ids: [read, free], force: true });
    expect([succeeded, failed[0].error.codes]).toEqual([[{ id: read, deleted: true, url: 'file:///m' }], [400, 201]]);
    expect(await ground.data('models.delete', { model: result, force: true })).toMatchObject({ deleted: true });
    expect((await ground.bench.sql<{ kind: string }>('SELECT kind FROM event WHERE subject_id = $1 ORDER BY seq', [uuid(read)])).map(({ kind }) => kind)).toEqual(['model.created', 'model.deleted']);
  });

  test('that are public nobody changes, and several become so or none', async () => {
    const [a, b] = [await made({}), await made({})];
    expect(await ground.data('models.make_public', { ids: [a, b] })).toEqual({ updated: 2 });
    expect([(await shown(a)).company, await ground.codes('models.edit', { model: a, name: 'x' }), await ground.codes('models.delete', { model: a, force: true })]).toEqual(['', '403/21', '403/21']);
    await ground.data('models.make_private', { ids: [a] });
    expect([await ground.codes('models.make_private', { ids: [b, a] }), (await shown(b)).company, await ground.codes('models.make_public', { ids: [] })]).toEqual(['400/201', '', '400/12']);
  });
});

describe('what a task has made', () => {
  const within = <T>(body: Parameters<typeof inTransaction<T>>[2]): Promise<T> => inTransaction(ground.bench.engine, { op: 'test', actorId: null, requestId: null }, body).then(({ value }) => value);

  test('goes with it or stays, as it is published, needed or neither', async () => {
    const maker = await task();
    const of = { task: hex(maker), ready: false };
    const [draft, needed, ready] = [await made(of), await made(of), await made({ ...of, ready: true })];
    await task({ reads: needed });
    const reset = await within((work) => endModels(work, maker, { gone: false, deleteDrafts: true }));
    expect([reset.deleted.map(({ id }) => hex(id)), reset.detached.map(({ id }) => hex(id)), reset.orphaned]).toEqual([[draft], [needed], []]);
    expect([await ground.codes('models.get_by_id', { model: draft }), (await shown(needed)).task, (await shown(ready)).task]).toEqual(['400/201', undefined, hex(maker)]);
    const gone = await within((work) => endModels(work, maker, { gone: true, deleteDrafts: true }));
    expect([gone.orphaned.map(({ id }) => hex(id)), (await shown(ready)).task]).toEqual([[ready], `__DELETED__${hex(maker)}`]);
  });

  test('is published from its last model back', async () => {
    const last = await made({ ready: false });
    const maker = await task({ makes: uuid(last) });
    expect(await within(async (work) => [(await publishLastModel(work, { id: maker, generation: 1 }))?.id, await publishLastModel(work, { id: maker, generation: 1 }), await publishLastModel(work, { id: maker, generation: 2 })])).toEqual([uuid(last), null, null]);
    expect((await shown(last)).ready).toBe(true);
  });

  test('is decided by rules that keep what is published or needed', () => {
    fc.assert(fc.property(fc.boolean(), fc.nat(2), fc.record({ gone: fc.boolean(), deleteDrafts: fc.boolean() }), fc.boolean(), (ready, readers, end, makerPublished) => {
      const fate = fateOf({ ready, readers }, end);
      expect(fate === 'DELETE').toBe(!ready && readers === 0 && end.deleteDrafts);
      expect(fate === 'KEEP').toBe(ready && !end.gone);
      expect(whyNotDeleted({ ready }, { readers, makerPublished }, true)).toBeNull();
      expect(whyNotDeleted({ ready }, { readers, makerPublished }, false) === null).toBe(readers === 0 && !(ready && makerPublished));
    }));
  });

  test('edits of lists give what each asks for, whatever is there already', () => {
    const tags = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', '__proto__', 'constructor'), { maxLength: 4 });
    fc.assert(fc.property(tags, tags, tags, (there, add, remove) => {
      const metadata = Object.fromEntries(there.map((key) => [key, { key }]));
      const after = editedParts({ tags: there, systemTags: [], metadata }, { addTags: add, removeTags: remove, setMetadata: Object.fromEntries(add.map((key) => [key, { key, value: '1' }])) });
      expect(add.every((tag) => after.tags?.includes(tag))).toBe(true);
      expect(after.tags?.filter((tag) => remove.includes(tag) && !add.includes(tag))).toEqual([]);
      expect(Object.keys(after.metadata!).toSorted()).toEqual([...new Set([...there, ...add])].toSorted());
      expect(Object.getPrototypeOf(after.metadata)).toBe(Object.prototype);
    }));
  });
});

function uuid(id: string): string {
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
}
