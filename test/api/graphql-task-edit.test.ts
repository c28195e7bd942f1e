// What tasks are made of, as GraphQL shows and edits it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromGlobalId, toGlobalId } from '../../src/api/graphql/global-id.ts';
import { putTaskArtifacts } from '../../src/engine/task/edit/put-artifacts.service.ts';
import { type GraphqlGround, graphqlGround } from './graphql-ground.ts';
import { newTask, TRUE_SPEC } from './graphql-work.ts';

let ground: GraphqlGround;
beforeAll(async () => { ground = await graphqlGround(); });
afterAll(() => ground?.close());

const CONTENT = 'task { id name type tags systemTags isPublic publishedAt comment parent { id } project { path } hyperparameters { section name value type } configuration { name value } artifacts { key mode type uri contentSize } }';
const NOWHERE = '00000000-0000-7000-8000-000000000000';

test('createTask takes type, comment and parent, and a task without a document shows empty ones', async () => {
  const parentId = await newTask(ground, {});
  const { task } = await ground.command('createTask', { name: 'made', spec: TRUE_SPEC, type: 'TRAINING', comment: 'why', parentId }, CONTENT);
  expect(task).toMatchObject({ type: 'TRAINING', comment: 'why', parent: { id: parentId }, systemTags: [], isPublic: false, publishedAt: null, hyperparameters: [], configuration: [], artifacts: [] });
  const plain = await ground.command('editTask', { taskId: parentId, name: 'renamed' }, CONTENT);
  expect(plain).toMatchObject({ outcome: 'ACCEPTED', task: { name: 'renamed', type: 'CUSTOM', comment: '', parent: null } });
  expect(await ground.command('createTask', { name: 'made', spec: TRUE_SPEC, parentId: toGlobalId('Task', NOWHERE) }, CONTENT)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'NOT_FOUND', path: ['input', 'parentId'] }] });
});

test('editTask changes what is given, leaves the rest, and leaves one event with the names of what changed', async () => {
  const taskId = await newTask(ground, { name: 'before', tags: ['old'] });
  const made = await ground.command('editTask', { taskId, comment: 'new', tags: ['b', 'a'], type: 'TESTING', hyperparameters: [{ section: 'General', name: 'lr', value: '0.1', type: 'float' }, { section: 'A', name: '__proto__', value: 'x' }] }, CONTENT);
  expect(made).toMatchObject({ outcome: 'ACCEPTED', userErrors: [], task: { name: 'before', comment: 'new', tags: ['a', 'b'], type: 'TESTING', hyperparameters: [{ section: 'A', name: '__proto__', value: 'x', type: null }, { section: 'General', name: 'lr', value: '0.1', type: 'float' }] } });
  await putTaskArtifacts(ground.engine, { actor: ground.admin, requestId: null }, { taskId: fromGlobalId(taskId, 'Task', []), artifacts: [{ key: 'out', type: 'file', uri: 'u', content_size: 7 }] });
  expect(await ground.command('editTask', { taskId, name: 'after' }, CONTENT)).toMatchObject({ task: { name: 'after', comment: 'new', artifacts: [{ key: 'out', mode: 'OUTPUT', type: 'file', uri: 'u', contentSize: 7 }] } });
  const events = await ground.engine.db.query<{ kind: string; data: object }>({ name: 'test_events_of_task', text: 'SELECT kind, data FROM event WHERE subject_id = $1 ORDER BY seq' }, [fromGlobalId(taskId, 'Task', [])]);
  expect(events.map(({ kind }) => kind)).toEqual(['task.created', 'task.edited', 'task.edited', 'task.edited']);
  expect(events.slice(1).map(({ data }) => data)).toEqual([{ parts: ['tags', 'type', 'comment', 'hyperparams'] }, { parts: ['artifacts'] }, { parts: ['name'] }]);
});

test('editTask needs force for what the program is given once the task is no draft, and refuses what is wrong with its place', async () => {
  const taskId = await newTask(ground, { enqueue: true });
  const hyperparameters = [{ section: 'A', name: 'x', value: '1' }];
  expect(await ground.command('editTask', { taskId, hyperparameters }, CONTENT)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'NOT_DRAFT' }] });
  expect(await ground.command('editTask', { taskId, comment: 'fine' }, CONTENT)).toMatchObject({ outcome: 'ACCEPTED' });
  expect(await ground.command('editTask', { taskId, hyperparameters, force: true }, CONTENT)).toMatchObject({ outcome: 'ACCEPTED' });
  expect(await ground.command('editTask', { taskId }, CONTENT)).toMatchObject({ outcome: 'NOOP' });
  expect(await ground.command('editTask', { taskId, tags: ['__$x'] }, CONTENT)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'INVALID', path: ['input', 'tags'] }] });
  expect(await ground.command('editTask', { taskId, name: ' ' }, CONTENT)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'INVALID', path: ['input', 'name'] }] });
  expect(await ground.command('editTask', { taskId, hyperparameters: [{ section: '', name: 'x', value: '' }] }, CONTENT)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'INVALID', path: ['input', 'hyperparameters', '0', 'section'] }] });
  expect(await ground.command('editTask', { taskId: toGlobalId('Task', NOWHERE), comment: 'x' }, CONTENT)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'NOT_FOUND', path: ['input', 'taskId'] }] });
});
