// Compiled execution answers byte for byte what the reference answers: over the real schema and data, and where resolvers fail in every way.
import { buildSchema, type ExecutionArgs, type ExecutionResult, getIntrospectionQuery, type GraphQLSchema, isObjectType, parse, specifiedRules, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatApiError } from '../../src/api/graphql/error-format.ts';
import { CompiledOperations } from '../../src/api/graphql/execution/compiled-operations.ts';
import { type Execute, makeExecute, referenceExecute } from '../../src/api/graphql/execution/execute.ts';
import { graphqlErrorOf } from '../../src/api/graphql/live/live-error.ts';
import { type GraphqlGround, graphqlGround, schema as apiSchema } from './graphql-ground.ts';
import { newRun, newRunner, newTask } from './graphql-work.ts';
import { randomFrom, randomQuery } from './random-operation.ts';

const SEED = Number(process.env['SWITCHYARD_TEST_SEED'] ?? 20_261);
const DOCUMENTS = Number(process.env['SWITCHYARD_TEST_DOCUMENTS'] ?? 150);

let ground: GraphqlGround;
let schema: GraphQLSchema;
let compiled: Execute;
let ids: string[];

beforeAll(async () => {
  ground = await graphqlGround();
  schema = await apiSchema();
  compiled = makeExecute(schema, { executor: 'jit', compileAfter: 0 });
  const runner = await newRunner(ground);
  for (const n of [1, 2, 3]) await newTask(ground, { name: `task ${n}`, tags: ['a', 'b'], enqueue: true });
  await newRun(ground, { first: [], second: ['first'] });
  const attempts = await runner.claim(2);
  await runner.write(attempts[0]!, ['one', 'two']);
  await runner.finish(attempts[0]!, 0);
  const { data } = await ground.ask('{ tasks { nodes { id attempts { nodes { id } } phases { nodes { id } } queueItem { id } } } runs { nodes { id } } queues { nodes { id } } projects { nodes { id } } runners { nodes { id } } }');
  ids = [...JSON.stringify(data).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id!).concat('nothing', '');
});
afterAll(() => ground?.close());

/** The answer as it would be sent. */
async function bytes(execute: Execute, args: ExecutionArgs): Promise<string> {
  const { errors, data } = await execute(args) as ExecutionResult;
  return JSON.stringify({ ...(errors ? { errors: errors.map((error) => formatApiError(graphqlErrorOf(error), { requestId: 'same', log: { error() {} } })) } : {}), data });
}

interface Answered {
  readonly data: unknown;
  readonly errors?: readonly { readonly path?: readonly (string | number)[] }[];
}

/** An answer in which of each error below a null only the place of that null is left; all others as they are. */
function withoutRaces(answer: string): unknown {
  const { data, errors = [] } = JSON.parse(answer) as Answered;
  const told = errors.map((error) => {
    const place = nullAbove(data, error.path ?? []);
    return place === null ? error : { nullAt: place };
  });
  return { data, errors: [...new Set(told.map((each) => JSON.stringify(each)))].toSorted() };
}

/** The place of the null that hides the field; null when the field itself is there. */
function nullAbove(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] | null {
  let at = data;
  for (const [depth, key] of path.entries()) {
    if (at === null) return path.slice(0, depth);
    at = (at as Readonly<Record<string | number, unknown>>)[key];
  }
  return null;
}

/** The answer of both to a valid operation. */
async function both(query: string, variableValues: Readonly<Record<string, unknown>> = {}, operationName?: string): Promise<string> {
  const document = parse(query);
  const argsOf = () => ({ schema, document, variableValues, operationName, contextValue: ground.context() });
  const [ours, theirs] = [await bytes(compiled, argsOf()), await bytes(referenceExecute, argsOf())];
  // Of fields that fail side by side and take the same object with them the first to fail is told of, which two executions need not agree about.
  if (ours !== theirs) expect(withoutRaces(ours), query).toEqual(withoutRaces(theirs));
  return ours;
}

test(`operations made at random are answered alike (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const seen = { valid: 0, compiled: 0, withData: 0 };
  const operations = new CompiledOperations(schema, 0);
  while (seen.valid < DOCUMENTS) {
    const { query, variables } = randomQuery({ schema, ids, random });
    const document = parse(query);
    if (validate(schema, document, specifiedRules).length > 0) continue;
    seen.valid += 1;
    if (operations.of(document, document.definitions[0] as never)) seen.compiled += 1;
    if ((await both(query, variables)).startsWith('{"data":{')) seen.withData += 1;
  }
  expect(seen.compiled).toBeGreaterThan(DOCUMENTS * 0.8);
  expect(seen.withData).toBeGreaterThan(DOCUMENTS * 0.2);
  expect(globalThis).not.toHaveProperty('brokenOut');
}, 120_000);

test.each([
  ['fragments that meet in one field', '{ tasks(first: 2) { ...A ...B nodes { id } } } fragment A on TaskConnection { nodes { name spec { __typename ... on CommandSpec { binary } } } } fragment B on TaskConnection { nodes { name queue { name } } pageInfo { hasNextPage } }', {}],
  ['skip and include', 'query($y: Boolean!, $n: Boolean = false) { tasks(first: 1) { nodes { id @skip(if: $y) name @include(if: $y) ... @include(if: $n) { status } } } }', { y: true }],
  ['a variable with a default, absent', 'query($n: Int = 2) { tasks(first: $n) { nodes { name } } }', {}],
  ['a variable with a default, null', 'query($n: Int = 2) { tasks(first: $n) { nodes { name } } }', { n: null }],
  ['a variable that is not given', 'query($n: Int) { tasks(first: $n) { nodes { name } } }', {}],
  ['a number that does not fit', 'query($n: Int) { tasks(first: $n) { nodes { name } } }', { n: 2 ** 40 }],
  ['a text for a number', 'query($n: Int) { tasks(first: $n) { nodes { name } } }', { n: '2' }],
  ['a missing variable', 'query($id: ID!) { task(id: $id) { name } }', {}],
  ['a filter with values in it', 'query($t: [String!]) { tasks(filter: { tags: $t, name: { contains: "task" }, status: { in: [QUEUED, COMPLETED] } }, orderBy: { direction: ASC }) { totalCount nodes { name status } } }', { t: ['a'] }],
  ['a single value for a list', 'query($t: [String!]) { tasks(filter: { tags: $t }) { nodes { name } } }', { t: 'a' }],
  ['a filter field that there is none of', 'query($f: TaskFilter) { tasks(filter: $f) { nodes { name } } }', { f: { nothing: 1 } }],
  ['a key named like the prototype', 'query($f: TaskFilter) { tasks(filter: $f) { nodes { name } } }', { f: JSON.parse('{"__proto__": {"name": {"eq": "x"}}}') as object }],
  ['an alias named like the prototype', '{ __proto__: tasks(first: 1) { nodes { constructor: name toString: id } } }', {}],
  ['names that look like those of the compiler', 'query($lifted__0: Int) { tasks(first: $lifted__0, after: null) { __context: nodes { idx0: id __parent: name } } }', { lifted__0: 1 }],
  ['paths that read alike when they are joined', '{ a: tasks(first: 1) { b_c: nodes { id } } a_b: tasks(first: 2) { c: nodes { name } } }', {}],
  ['an error of one of two fields', '{ good: tasks(first: 1) { totalCount } bad: tasks(first: -1) { totalCount } }', {}],
  ['introspection', getIntrospectionQuery(), {}],
  ['nodes of several types', 'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Task { name spec { ... on CommandSpec { args } } } ... on Queue { name } } }', null],
] as const)('%s', async (_name, query, variables) => {
  expect(validate(schema, parse(query))).toEqual([]);
  expect(await both(query, variables ?? { ids: ids.filter((id) => id.length > 10).slice(0, 8) })).toMatch(/^\{/);
});

test('a text that breaks out of the code of the compiler is only a text', async () => {
  const text = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d0);globalThis.brokenOut=true;(0';
  await both(`{ tasks(first: 1, filter: { name: { eq: "${text}" } }) { nodes { id } } }`);
  await both(`query($a: String = "${text}") { tasks(first: 1, after: $a) { nodes { id } } }`);
  expect(globalThis).not.toHaveProperty('brokenOut');
});

test('the one operation that is named is executed', async () => {
  const text = 'query A { tasks(first: 1) { nodes { name } } } query B { queues(first: 1) { nodes { name } } }';
  expect(await both(text, {}, 'A')).toContain('"tasks"');
  expect(await both(text, {}, 'B')).toContain('"queues"');
});

describe('where resolvers fail', () => {
  const failing = buildSchema(`
    type Query { t: T tn: T! list: [T] listN: [T!] listNN: [T!]! holey: [T!] text: String textN: String! u: U i: I int: Int later: T }
    union U = T | V
    interface I { a: String! }
    type T implements I { a: String! b: String c: [String!] d: T e: T! throws: String throwsN: String! rejects: String rejectsN: String! bad: Int badN: Int! returned: String }
    type V { v: Int! }`);
  // Handled here as well: the reference leaves the rest of a list alone when its first row fails at once.
  const late = (): Promise<never> => {
    const rejected = Promise.reject<never>(new Error('late'));
    rejected.catch(() => {});
    return rejected;
  };
  const t = (depth = 0): object => ({ a: 'a', b: null, c: ['x', null], d: depth < 2 ? t(depth + 1) : null, e: depth < 2 ? t(depth + 1) : null, bad: 'no number', badN: 2 ** 50 });
  resolve('Query', {
    t: () => t(), tn: () => null, list: () => [t(), null, new Error('in a list'), t()], listN: () => [t(), t()], listNN: async () => [t(), late()], holey: () => [t(), null],
    text: () => { throw new Error('at once'); }, textN: async () => { throw new Error('later'); }, u: () => t(), i: () => t(), int: () => Number.NaN, later: async () => t(),
  });
  resolve('T', { throws: () => { throw new Error('a'); }, throwsN: () => { throw new Error('b'); }, rejects: async () => { throw new Error('c'); }, rejectsN: () => Promise.reject(new Error('d')), returned: () => new Error('returned') });
  const execute = makeExecute(failing, { executor: 'jit', compileAfter: 0 });
  const fields = ['a', 'b', 'c', 'd { a b }', 'd { d { e { a } } }', 'e { a throwsN }', 'throws', 'throwsN', 'rejects', 'rejectsN', 'bad', 'badN', 'returned'];

  function resolve(type: string, resolvers: Readonly<Record<string, () => unknown>>): void {
    const found = failing.getType(type);
    if (!isObjectType(found)) throw new Error(`no ${type}`);
    for (const [name, resolver] of Object.entries(resolvers)) found.getFields()[name]!.resolve = resolver;
  }

  const queries = [
    ...['t', 'list', 'listN', 'listNN', 'later'].flatMap((root) => [...fields.map((field) => `{ ${root} { ${field} } }`), `{ ${root} { ${fields.filter((field) => !field.includes('N')).join(' ')} } }`, `{ ${root} { ${fields.join(' ')} } }`]),
    '{ holey { a } }', '{ tn { a } }', '{ text }', '{ textN t { a } }', '{ int text t { a } }', '{ u { __typename ... on T { a } } }', '{ i { a } }',
  ];

  test.each(queries)('%s is answered alike', async (query) => {
    const args = { schema: failing, document: parse(query) };
    expect(await bytes(execute, args)).toBe(await bytes(referenceExecute, args));
  });
});
