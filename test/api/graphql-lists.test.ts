// Connections: every row once, in order, whatever the direction; filters; cursors that belong to their list.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GraphqlGround, type Shown, graphqlGround } from './graphql-ground.ts';
import { newRun, newTask } from './graphql-work.ts';

let ground: GraphqlGround;
let runId: string;
const NAMES = Array.from({ length: 23 }, (_, i) => `task-${String(i).padStart(2, '0')}`);

beforeAll(async () => {
  ground = await graphqlGround();
  for (const [i, name] of NAMES.entries()) await newTask(ground, { name, tags: i % 2 ? ['odd', 'all'] : ['even', 'all'], enqueue: i % 3 === 0, priority: i % 4 });
  runId = await newRun(ground, Object.fromEntries(NAMES.map((name) => [name, []])), { name: '100% _literal_' });
});
afterAll(() => ground?.close());

const PAGE = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id name } } nodes { name }';
const TASKS = `query($first: Int, $after: String, $last: Int, $before: String, $filter: TaskFilter, $orderBy: TaskListOrder) {
  tasks(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) { totalCount ${PAGE} } }`;
const ALONE = { tags: ['all'] };

async function tasks(variables: object): Promise<Shown> {
  const { data, errors } = await ground.ask(TASKS, { filter: ALONE, ...variables });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.tasks;
}

test.each([1, 4, 23, 100])('pages of %i forwards show every task once, the newest first', async (first) => {
  const seen: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const page: Shown = await tasks({ first, after });
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
    expect(page.totalCount).toBe(23);
    expect(page.nodes).toEqual(page.edges.map(({ node }: Shown) => ({ name: node.name })));
    seen.push(...page.nodes.map(({ name }: Shown) => name));
    ({ endCursor: after, hasNextPage: more } = page.pageInfo);
  }
  expect(seen).toEqual(NAMES.toReversed());
});

test('pages backwards show every task once, each page in reading order', async () => {
  const pages: string[][] = [];
  for (let before: string | null = null, more = true; more;) {
    const page: Shown = await tasks({ last: 5, before, orderBy: { direction: 'ASC' } });
    expect(page.pageInfo.hasNextPage).toBe(before !== null);
    pages.unshift(page.nodes.map(({ name }: Shown) => name));
    ({ startCursor: before, hasPreviousPage: more } = page.pageInfo);
  }
  expect(pages.flat()).toEqual(NAMES);
});

test('a page between two cursors holds what lies between them', async () => {
  const { edges } = await tasks({ first: 10 });
  const page = await tasks({ first: 100, after: edges[2].cursor, before: edges[7].cursor });
  expect(page.nodes.map(({ name }: Shown) => name)).toEqual(edges.slice(3, 7).map(({ node }: Shown) => node.name));
});

test('rows added while somebody pages do not shift the pages after them', async () => {
  const first = await tasks({ first: 3, filter: { tags: ['even'] } });
  await newTask(ground, { name: 'later', tags: ['even'] });
  const second = await tasks({ first: 3, filter: { tags: ['even'] }, after: first.pageInfo.endCursor });
  expect([...first.nodes, ...second.nodes].map(({ name }: Shown) => name)).toEqual(['task-22', 'task-20', 'task-18', 'task-16', 'task-14', 'task-12']);
});

test('first 0 is an empty page with its count', async () => {
  expect(await tasks({ first: 0 })).toMatchObject({ nodes: [], totalCount: 23, pageInfo: { hasNextPage: true, startCursor: null, endCursor: null } });
});

test('fifty rows are the default', async () => {
  const { data } = await ground.ask('query($id: ID!) { run(id: $id) { tasks { nodes { node } totalCount } } tasks { nodes { id } } }', { id: runId });
  expect(data.run.tasks.nodes.map(({ node }: Shown) => node)).toEqual(NAMES);
  expect(data.run.tasks.totalCount).toBe(23);
  expect(data.tasks.nodes.length).toBe(Math.min(50, 47));
});

test.each([
  ['both directions', { first: 1, last: 1 }, 'INVALID', 'last'],
  ['a negative number', { first: -1 }, 'INVALID', 'first'],
  ['more than a hundred', { last: 101 }, 'INVALID', 'last'],
  ['a cursor that is none', { after: 'abc' }, 'CURSOR_INVALID', 'after'],
  ['a cursor that is too long', { before: 'a'.repeat(10_000) }, 'CURSOR_INVALID', 'before'],
  ['a cursor of JSON that is no list', { after: Buffer.from('{"a":1}').toString('base64url') }, 'CURSOR_INVALID', 'after'],
])('%s is refused with a typed error that names the argument', async (_, variables, code, argument) => {
  const { errors, data } = await ground.ask(TASKS, variables);
  expect(data ?? null).toBeNull();
  expect(errors).toMatchObject([{ path: ['tasks'], extensions: { code, argumentPath: [argument] } }]);
});

test('a cursor of another filter, order, list or parent is refused, not misread', async () => {
  const cursor = (await tasks({ first: 1 })).pageInfo.endCursor;
  const foreign = async (query: string, variables: object) => (await ground.ask(query, variables)).errors?.[0]?.extensions.code;
  expect(await foreign(TASKS, { after: cursor })).toBe('CURSOR_INVALID');
  expect(await foreign(TASKS, { after: cursor, filter: { tags: ['even'] } })).toBe('CURSOR_INVALID');
  expect(await foreign(TASKS, { after: cursor, filter: ALONE, orderBy: { direction: 'ASC' } })).toBe('CURSOR_INVALID');
  expect(await foreign('query($after: String) { runs(after: $after) { nodes { id } } }', { after: cursor })).toBe('CURSOR_INVALID');
  expect(await foreign('query($after: String) { tasks(filter: { tags: ["all"] }, first: 1) { nodes { attempts(after: $after) { nodes { id } } } } }', { after: cursor })).toBe('CURSOR_INVALID');
  expect(await foreign(TASKS, { after: cursor, filter: ALONE })).toBeUndefined();
});

test('forged keys inside a well-marked cursor never reach SQL', async () => {
  const cursor = (await tasks({ first: 1 })).pageInfo.endCursor;
  const [version, mark] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  for (const key of [['x'], [1.5], [null], [{}], [1, 2], [], ['1; DROP TABLE task'], [2 ** 60]]) {
    const forged = Buffer.from(JSON.stringify([version, mark, ...key])).toString('base64url');
    const { errors } = await ground.ask(TASKS, { filter: ALONE, after: forged });
    expect(errors?.[0]?.extensions.code, JSON.stringify(key)).toBe('CURSOR_INVALID');
  }
  expect(ground.logged).toEqual([]);
});

test('filters hold together, and each of them by itself', async () => {
  const names = async (filter: object) => (await ground.ask(TASKS, { filter, first: 100 })).data.tasks.nodes.map(({ name }: Shown) => name).toSorted();
  expect(await names({ tags: ['odd', 'all'] })).toEqual(NAMES.filter((_, i) => i % 2 === 1));
  expect(await names({ status: { eq: 'QUEUED' }, tags: ['all'] })).toEqual(NAMES.filter((_, i) => i % 3 === 0));
  expect(await names({ status: { in: ['CREATED', 'QUEUED'] }, tags: ['all'] })).toEqual(NAMES);
  expect(await names({ status: { in: [] } })).toEqual([]);
  expect(await names({ status: { in: ['CREATED'], eq: 'QUEUED' } })).toEqual([]);
  expect(await names({ runId })).toEqual(NAMES);
  expect(await names({ name: { eq: 'task-07' }, tags: ['all'] })).toEqual(['task-07']);
  expect(await names({ name: { contains: 'SK-1' }, tags: ['all'] })).toEqual(NAMES.filter((name) => name.startsWith('task-1')));
  expect(await names({ name: { contains: '%' } })).toEqual([]);
  expect(await names({ specKind: { in: ['STEPS', 'GRAPH'] } })).toEqual([]);
});

test('percent signs and underscores in a name filter stand for themselves', async () => {
  const runs = async (contains: string) => (await ground.ask('query($filter: RunFilter) { runs(filter: $filter) { totalCount } }', { filter: { name: { contains } } })).data.runs.totalCount;
  expect([await runs('100% _lit'), await runs('1__%'), await runs('\\')]).toEqual([1, 0, 0]);
});

test.each([
  ['an id of another type', { projectId: 'VGFzazphYmM' }],
  ['a name with NUL', { name: { contains: 'a\0' } }],
  ['a name that is too long', { name: { eq: 'n'.repeat(300) } }],
  ['half a surrogate pair in a tag', { tags: ['\ud800'] }],
  ['too many tags', { tags: Array.from({ length: 101 }, (_, i) => `${i}`) }],
])('a filter with %s is a typed error', async (_, filter) => {
  const { errors } = await ground.ask(TASKS, { filter });
  expect(errors).toMatchObject([{ extensions: { code: 'INVALID' } }]);
});

test('a queue shows its items by priority, then in order of arrival, in pages that agree with their positions', async () => {
  const seen: { name: string; position: number; priority: number }[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { data }: Shown = await ground.ask(`query($after: String) { queues(filter: { name: { eq: "default" } }) { nodes { length items(first: 3, after: $after) {
      totalCount pageInfo { endCursor hasNextPage } nodes { position priority task { name } queue { name } } } } } }`, { after });
    const [queue] = data.queues.nodes;
    expect(queue.length).toBe(queue.items.totalCount);
    seen.push(...queue.items.nodes.filter(({ task }: Shown) => task).map(({ task, position, priority }: Shown) => ({ name: task.name, position, priority })));
    ({ endCursor: after, hasNextPage: more } = queue.items.pageInfo);
  }
  expect(seen.map(({ position }) => position)).toEqual(seen.map((_, i) => i + 1));
  expect(seen.map(({ priority }) => priority)).toEqual(seen.map(({ priority }) => priority).toSorted((a, b) => b - a));
  const alone = NAMES.map((name, i) => ({ name, i })).filter(({ i }) => i % 3 === 0).toSorted((a, b) => (b.i % 4) - (a.i % 4) || a.i - b.i).map(({ name }) => name);
  const firstOf = (names: string[]) => names.filter((name, i) => alone.includes(name) && names.indexOf(name) === i);
  expect(firstOf(seen.filter(({ priority }) => priority > 0).map(({ name }) => name))).toEqual(alone.filter((name) => Number(name.slice(5)) % 4 > 0));
});

test('counts are made only when asked for', async () => {
  const countOf = async (selection: string) => {
    ground.statements.length = 0;
    await ground.ask(`{ tasks { ${selection} } }`);
    return ground.statements.filter((text) => text.includes('count(*)')).length;
  };
  expect([await countOf('nodes { id }'), await countOf('totalCount')]).toEqual([0, 1]);
});

test('every SELECT that a wide query sends has a LIMIT', async () => {
  ground.statements.length = 0;
  const { errors } = await ground.ask(`{ tasks(first: 10) { totalCount nodes { project { path } run { progress { total } workflow { versions(first: 3) { totalCount nodes { number } } } workflowVersion { number } } queue { length items(first: 3) { nodes { position } } }
    queueItem { id } attempts(first: 3) { totalCount nodes { runner { attempts(first: 3) { nodes { id } } } } } currentAttempt { id } phases(first: 3) { nodes { id } } blockedBy { id } log { totalCount nodes { message } } } }
    runs(first: 10) { nodes { tasks(first: 10) { nodes { id } } } } workflows { nodes { latestVersion { number } } } runners { nodes { id } } projects { totalCount nodes { id } } }`);
  expect(errors).toBeUndefined();
  expect(ground.statements.length).toBeGreaterThan(10);
  expect(ground.statements.filter((text) => !/LIMIT/.test(text))).toEqual([]);
});
