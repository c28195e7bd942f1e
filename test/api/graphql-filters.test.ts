// Filters and orders of the API: every comparator against rows, joins, orders with ties and absent values, and what is refused.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GraphqlGround, type Shown, graphqlGround } from './graphql-ground.ts';
import { newRun, newTask } from './graphql-work.ts';

let ground: GraphqlGround;
let runId: string;
beforeAll(async () => {
  ground = await graphqlGround();
  const made: readonly (readonly [string, object])[] = [['Alpha', { tags: ['x', 'y'], priority: 3 }], ['alpha', { tags: ['x'] }], ['ALPHA_2', {}], ['Beta', { tags: ['y'], enqueue: true }], ['100%', {}], ['Ärger', { priority: -1 }], ['ärmel', {}]];
  for (const [name, input] of made) await newTask(ground, { name, ...input });
  runId = await newRun(ground, { one: [], two: [] }, { name: 'Run' });
  await newRun(ground, { one: [] }, { name: 'run 2', priority: 5 });
});
afterAll(() => ground?.close());

const TASKS = `query($filter: TaskFilter, $orderBy: TaskListOrder, $first: Int, $after: String, $last: Int, $before: String) {
  tasks(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) { totalCount nodes { name } edges { cursor } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } }`;

async function names(filter: object, orderBy?: object): Promise<string[]> {
  const { data, errors } = await ground.ask(TASKS, { filter, orderBy });
  if (errors) throw new Error(JSON.stringify(errors), { cause: ground.logged.at(-1)?.fields['err'] });
  expect(data.tasks.totalCount).toBe(data.tasks.nodes.length);
  return data.tasks.nodes.map(({ name }: Shown) => name);
}

const FUTURE = '2999-01-01T00:00:00Z';
const ALONE = { run: { isNull: true } };
const ALL = ['Alpha', 'alpha', 'ALPHA_2', 'Beta', '100%', 'Ärger', 'ärmel'];
const but = (...left: string[]) => ALL.filter((name) => !left.includes(name));

test.each<[string, object, readonly string[]]>([
  ['name eq', { name: { eq: 'alpha' } }, ['alpha']],
  ['name neq', { name: { neq: 'alpha' } }, but('alpha')],
  ['name in', { name: { in: ['alpha', 'Beta', 'none'] } }, ['alpha', 'Beta']],
  ['name in of nothing', { name: { in: [] } }, []],
  ['name nin', { name: { nin: ['alpha', 'Beta'] } }, but('alpha', 'Beta')],
  ['name contains, whatever the case', { name: { contains: 'PH' } }, ['Alpha', 'alpha', 'ALPHA_2']],
  ['name containsIgnoreCase', { name: { containsIgnoreCase: 'äR' } }, ['Ärger', 'ärmel']],
  ['name startsWith', { name: { startsWith: 'al' } }, ['alpha']],
  ['name startsWith a sign of LIKE', { name: { startsWith: '100%' } }, ['100%']],
  ['name startsWithIgnoreCase', { name: { startsWithIgnoreCase: 'aLPHA' } }, ['Alpha', 'alpha', 'ALPHA_2']],
  ['name endsWith', { name: { endsWith: 'a' } }, ['Alpha', 'alpha', 'Beta']],
  ['name endsWithIgnoreCase', { name: { endsWithIgnoreCase: 'PHA' } }, ['Alpha', 'alpha']],
  ['name eqIgnoreCase', { name: { eqIgnoreCase: 'ÄRGER' } }, ['Ärger']],
  ['name neqIgnoreCase', { name: { neqIgnoreCase: 'ALPHA' } }, but('Alpha', 'alpha')],
  ['name matches', { name: { matches: '^.l.*a$' } }, ['Alpha', 'alpha']],
  ['name matches one of two', { name: { matches: '^(Beta|100%)$' } }, ['Beta', '100%']],
  ['name matchesIgnoreCase', { name: { matchesIgnoreCase: '^ä.+[kl-m]' } }, ['ärmel']],
  ['name isNull', { name: { isNull: true } }, []],
  ['two parts of one comparator', { name: { startsWith: 'A', endsWith: 'a' } }, ['Alpha']],
  ['tags', { tags: ['x', 'y'] }, ['Alpha']],
  ['tagged has', { tagged: { has: 'x' } }, ['Alpha', 'alpha']],
  ['tagged hasAny', { tagged: { hasAny: ['x', 'y'] } }, ['Alpha', 'alpha', 'Beta']],
  ['tagged hasAny of nothing', { tagged: { hasAny: [] } }, []],
  ['tagged hasAll', { tagged: { hasAll: ['y', 'x'] } }, ['Alpha']],
  ['tagged isEmpty', { tagged: { isEmpty: true } }, but('Alpha', 'alpha', 'Beta')],
  ['tagged isEmpty false', { tagged: { isEmpty: false } }, ['Alpha', 'alpha', 'Beta']],
  ['priority eq', { priority: { eq: 3 } }, ['Alpha']],
  ['priority neq', { priority: { neq: 0 } }, ['Alpha', 'Ärger']],
  ['priority in', { priority: { in: [3, -1] } }, ['Alpha', 'Ärger']],
  ['priority lt', { priority: { lt: 0 } }, ['Ärger']],
  ['priority lte and gte', { priority: { lte: 3, gte: 1 } }, ['Alpha']],
  ['status eq', { status: { eq: 'QUEUED' } }, ['Beta']],
  ['status neq', { status: { neq: 'CREATED' } }, ['Beta']],
  ['status nin', { status: { nin: ['CREATED', 'QUEUED'] } }, []],
  ['kind', { specKind: { eq: 'STEPS' } }, []],
  ['hold', { hold: { eq: 'NONE' } }, ALL],
  ['generation', { generation: { gt: 1 } }, []],
  ['createdAt', { createdAt: { lt: FUTURE, gt: '2000-01-01T00:00:00Z' } }, ALL],
  ['startedAt is absent', { startedAt: { isNull: true } }, ALL],
  ['endedAt is there', { endedAt: { isNull: false } }, []],
  ['an absent time is neither before nor after', { startedAt: { lt: FUTURE } }, []],
  ['statusChangedAt', { statusChangedAt: { gte: FUTURE } }, []],
  ['queue is absent', { queue: { isNull: true } }, but('Beta')],
  ['created by the caller', { createdByMe: true }, ALL],
  ['not created by the caller', { createdByMe: false }, []],
  ['node', { node: { isNull: true } }, ALL],
  ['or', { or: [{ name: { eq: 'Beta' } }, { tags: ['x'] }] }, ['Alpha', 'alpha', 'Beta']],
  ['or of nothing', { or: [] }, []],
  ['and of nothing', { and: [] }, ALL],
  ['not', { not: { tagged: { hasAny: ['x', 'y'] } } }, but('Alpha', 'alpha', 'Beta')],
  ['not, in a not', { not: { not: { name: { eq: 'Beta' } } } }, ['Beta']],
  ['and, or, not together', { and: [{ or: [{ priority: { eq: 3 } }, { name: { startsWith: 'B' } }] }, { not: { status: { eq: 'QUEUED' } } }] }, ['Alpha']],
])('%s', async (_, filter, expected) => {
  expect((await names({ ...ALONE, ...filter }, { field: 'CREATED_AT', direction: 'ASC' }))).toEqual(expected);
});

test('ids compare by type: a run, a project and their opposites', async () => {
  expect(await names({ run: { eq: runId } }, { direction: 'ASC' })).toEqual(['one', 'two']);
  expect(await names({ run: { in: [runId] }, node: { eq: 'two' } })).toEqual(['two']);
  expect((await names({ run: { neq: runId } })).length).toBe(ALL.length + 1);
  const { errors } = await ground.ask(TASKS, { filter: { or: [{ project: { in: [runId] } }] } });
  expect(errors).toMatchObject([{ extensions: { code: 'INVALID', argumentPath: ['filter', 'or', '0', 'project', 'in', '0'] } }]);
});

test.each(['ASC', 'DESC'])('by name %s: letter by letter whatever the case, ties in the order of creation, in pages of two both ways', async (direction) => {
  const sorted = ['100%', 'Alpha', 'alpha', 'ALPHA_2', 'Beta', 'Ärger', 'ärmel'];
  const expected = direction === 'ASC' ? sorted : sorted.toReversed();
  const seen: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { data } = await ground.ask(TASKS, { filter: ALONE, orderBy: { field: 'NAME', direction }, first: 2, after });
    seen.push(...data.tasks.nodes.map(({ name }: Shown) => name));
    ({ endCursor: after, hasNextPage: more } = data.tasks.pageInfo);
  }
  expect(seen).toEqual(expected);
  const back: string[][] = [];
  for (let before: string | null = null, more = true; more;) {
    const { data } = await ground.ask(TASKS, { filter: ALONE, orderBy: { field: 'NAME', direction }, last: 3, before });
    back.unshift(data.tasks.nodes.map(({ name }: Shown) => name));
    ({ startCursor: before, hasPreviousPage: more } = data.tasks.pageInfo);
  }
  expect(back.flat()).toEqual(expected);
});

test('by the last change: the one that was enqueued last comes first', async () => {
  expect((await names(ALONE, { field: 'STATUS_CHANGED_AT' }))).toHaveLength(ALL.length);
  const { data } = await ground.ask(TASKS, { filter: ALONE, orderBy: { field: 'STATUS_CHANGED_AT' }, first: 1 });
  const { errors } = await ground.ask(TASKS, { filter: ALONE, orderBy: { field: 'STATUS_CHANGED_AT' }, after: data.tasks.pageInfo.endCursor });
  expect(errors).toBeUndefined();
});

test.each(['STARTED_AT', 'ENDED_AT', 'NAME', 'CREATED_AT'])('runs by %s: those without a time are there, before all others, and pages of one show each once', async (field) => {
  const seen: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { data, errors }: Shown = await ground.ask('query($o: RunListOrder, $after: String) { runs(orderBy: $o, first: 1, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } } }', { o: { field, direction: 'ASC' }, after });
    expect(errors).toBeUndefined();
    seen.push(...data.runs.nodes.map(({ name }: Shown) => name));
    ({ endCursor: after, hasNextPage: more } = data.runs.pageInfo);
  }
  expect(seen).toEqual(['Run', 'run 2']);
});

test.each([
  ['runs', '{ priority: { gt: 1 }, paused: false, createdByMe: true, name: { startsWithIgnoreCase: "RUN" } }', 1],
  ['workflows', '{ or: [{ name: { matches: "x" } }, { description: { contains: "x" } }], createdAt: { gt: "2000-01-01T00:00:00Z" } }', 0],
  ['queues', '{ state: { neq: PAUSED }, name: { eq: "default" }, maxRunning: { neq: 3 }, displayName: { isNull: true } }', 1],
  ['runners', '{ slots: { gt: 1 }, host: { contains: "x" }, queueNames: { has: "default" }, seenAt: { lt: "2999-01-01T00:00:00Z" } }', 0],
  ['decks', '{ not: { name: { in: ["a", "b"] } }, runner: { isNull: false } }', 0],
  ['projects', '{ path: { startsWith: "/" }, pathContains: "/", not: { description: { eq: "none" } } }', 1],
])('%s are filtered by fields of their own, and ordered by name or path', async (list, filter, count) => {
  const order = list === 'projects' ? 'PATH' : 'NAME';
  const { data, errors } = await ground.ask(`{ ${list}(filter: ${filter}, orderBy: { field: ${order}, direction: ASC }) { totalCount nodes { id } } }`);
  expect(errors).toBeUndefined();
  expect([data[list].totalCount, data[list].nodes.length]).toEqual([count, count]);
});

const nested = (depth: number): object => (depth === 0 ? { name: { eq: 'x' } } : { not: nested(depth - 1) });
test.each<[string, object, readonly string[]]>([
  ['a pattern that is none', { name: { matches: 'a(b' } }, ['filter', 'name', 'matches']],
  ['a pattern that goes back', { or: [{ name: { matches: '(a)\\1' } }] }, ['filter', 'or', '0', 'name', 'matches']],
  ['a pattern that is too long', { name: { matches: 'a'.repeat(300) } }, ['filter', 'name', 'matches']],
  ['a time before the calendar', { createdAt: { lt: '0000-01-01T00:00:00Z' } }, ['filter', 'createdAt', 'lt']],
  ['too many values', { priority: { in: Array.from({ length: 101 }, (_, i) => i) } }, ['filter', 'priority', 'in']],
  ['NUL in a list', { name: { in: ['a', 'b\0'] } }, ['filter', 'name', 'in', '1']],
  ['too many parts', { or: Array.from({ length: 100 }, () => ({ name: { eq: 'a' }, priority: { eq: 1 } })) }, ['filter']],
  ['parts nested too deep', nested(12), ['filter']],
])('%s is a typed error with its place, and nothing reaches the log', async (_, filter, argumentPath) => {
  const { errors } = await ground.ask(TASKS, { filter });
  expect(errors).toMatchObject([{ extensions: { code: 'INVALID', argumentPath } }]);
  expect(ground.logged).toEqual([]);
});

test('cursors of another order or filter are refused, and the same filter in other words has the same cursors', async () => {
  const cursor = async (variables: object) => (await ground.ask(TASKS, { first: 1, ...variables })).data.tasks.pageInfo.endCursor;
  const code = async (variables: object) => (await ground.ask(TASKS, variables)).errors?.[0]?.extensions.code;
  const byName = { orderBy: { field: 'NAME', direction: 'ASC' } };
  const after = await cursor({ filter: { name: { in: ['alpha', 'Beta'] }, ...ALONE }, ...byName });
  expect(await code({ filter: { name: { in: ['Beta', 'alpha', 'alpha'] }, and: [ALONE] }, ...byName, after })).toBeUndefined();
  expect(await code({ filter: { name: { in: ['Beta'] }, ...ALONE }, ...byName, after })).toBe('CURSOR_INVALID');
  expect(await code({ filter: { name: { in: ['alpha', 'Beta'] }, ...ALONE }, after })).toBe('CURSOR_INVALID');
});

test('forged texts and times inside a well-marked cursor never reach SQL', async () => {
  for (const [field, keys] of [['NAME', [[1, 1], ['a\0', 1], ['\ud800', 1], ['a'.repeat(2_000), 1], ['a', '1'], [null, 1]]], ['STATUS_CHANGED_AT', [['yesterday', 1], ['2026-13-01T00:00:00.000Z', 1], ['0000-01-01T00:00:00.000Z', 1], [5, 1], ['infinity', 1]]]] as const) {
    const { data } = await ground.ask(TASKS, { first: 1, orderBy: { field } });
    const [version, mark] = JSON.parse(Buffer.from(data.tasks.pageInfo.endCursor, 'base64url').toString());
    for (const key of keys) {
      const forged = Buffer.from(JSON.stringify([version, mark, ...key])).toString('base64url');
      const { errors } = await ground.ask(TASKS, { orderBy: { field }, after: forged });
      expect(errors?.[0]?.extensions.code, JSON.stringify(key)).toBe('CURSOR_INVALID');
    }
  }
  expect(ground.logged).toEqual([]);
});
