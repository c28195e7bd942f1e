// Costs: what an operation could return at most, whatever the database holds.
import { buildSchema, getIntrospectionQuery, getNamedType, type GraphQLSchema, isLeafType, isObjectType, type OperationDefinitionNode, parse } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { CostMeter } from '../../src/api/graphql/limit/cost/cost-meter.ts';
import { isListField, LIST_SIZES } from '../../src/api/graphql/limit/cost/list-sizes.ts';
import { DEFAULT_LIMITS } from '../../src/api/graphql/limit/operation-limits.ts';
import { buildApiSchema } from '../../src/api/graphql/schema.ts';

let schema: GraphQLSchema;
let meter: CostMeter;
beforeAll(async () => {
  schema = await buildApiSchema();
  meter = new CostMeter(schema);
});

function asked(query: string, variables: Readonly<Record<string, unknown>> = {}) {
  const document = parse(query);
  return { document, operation: document.definitions.find((each): each is OperationDefinitionNode => each.kind === 'OperationDefinition')!, variables };
}
const points = (query: string, variables?: Readonly<Record<string, unknown>>): number => meter.costOf(asked(query, variables)).points;

describe('an operation costs', () => {
  test.each([
    ['half a point for a value, rounded up', '{ eventCursor }', 1],
    ['two points for an object beside its values', '{ viewer { name role } }', 3],
    ['its page: the connection, the rows, and what is in each', '{ tasks(first: 10) { nodes { id } } }', 2 + 10 * 2.5],
    ['edges and their nodes for each row', '{ tasks(last: 10) { edges { cursor node { id } } } }', 2 + 10 * (2.5 + 2.5)],
    ['the default page when none is asked for', '{ tasks { nodes { id } } }', 2 + 50 * 2.5],
    ['the largest page when more is asked for than there ever is', '{ tasks(first: 100000) { nodes { id } } }', 2 + 100 * 2.5],
    ['no rows for a page of none, or of less', '{ tasks(first: -5) { nodes { id } } }', 2],
    ['the default of the schema', '{ events { events { kind } } }', Math.ceil(2 + 50 * 2.5)],
    ['pages within pages', '{ runs(first: 10) { nodes { tasks(first: 20) { nodes { id } } } } }', 2 + 10 * (2 + 2 + 20 * 2.5)],
    ['ten points for a count', '{ tasks(first: 0) { totalCount } }', 12],
    ['two thousand for the table of an archive, for each file', '{ files(first: 3) { nodes { entries(first: 0) { totalCount } } } }', 2 + 3 * (2 + 2_000 + 2 + 10)],
    ['the declared size of a list without pages', '{ deck(name: "a") { instruments { name } } }', 2 + 10 * 2.5],
    ['the ids that were listed', '{ nodes(ids: ["a", "b", "c"]) { id } }', Math.ceil(3 * 2.5)],
    ['a hundred points for a mutation beside what it returns', 'mutation { pauseQueue(input: {}) { outcome } }', 103],
    ['the dearest of fragments that exclude each other', '{ node(id: "a") { id ... on Task { name } ... on Run { name kind } } }', Math.ceil(2 + 0.5 + 1)],
    ['a fragment as often as it is spread', '{ a: viewer { ...v } b: viewer { ...v } } fragment v on Viewer { name role }', 6],
    ['one message of a subscription', 'subscription { events { cursor event { kind } } }', Math.ceil(2 + 0.5 + 2.5)],
  ])('%s', (_, query, cost) => {
    expect(points(query)).toBe(Math.ceil(cost));
  });
});

test('page sizes are taken from variables, from their defaults, and from the lists that were sent', () => {
  const page = 'query ($n: Int = 20) { tasks(first: $n) { nodes { id } } }';
  expect([points(page), points(page, { n: 4 }), points(page, { n: null }), points(page, { n: 'x' })]).toEqual([52, 12, 127, 127]);
  const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  expect([points(nodes, { ids: ['a', 'b'] }), points(nodes, { ids: Array.from({ length: 1_000 }, () => 'a') })]).toEqual([5, 250]);
});

test('objects are counted beside points', () => {
  expect(meter.costOf(asked('{ runs(first: 10) { nodes { tasks(first: 20) { nodes { id } } } } }')).nodes).toBe(1 + 10 * (1 + 1 + 20));
});

test('the dearest part is named by its path, through fragments and whatever stands before it', () => {
  const query = '{ viewer { name } runs(first: 3) { totalCount nodes { ...r } } } fragment r on Run { id ... { tasks(first: 100) { nodes { id name status } } } }';
  expect(meter.dearestPathOf(asked(query))).toBe('runs.nodes.tasks.nodes');
});

test('the introspection of tools costs less than half of what an operation may', () => {
  expect(points(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, specifiedByUrl: true, schemaDescription: true }))).toBeLessThan(DEFAULT_LIMITS.maxCost / 2);
});

test('fragments that double a thousand times over are priced at once', () => {
  const doubling = Array.from({ length: 1_000 }, (_, n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`).join(' ');
  expect(points(`{ ...f0 } ${doubling} fragment f1000 on Query { eventCursor }`)).toBeGreaterThan(1e300);
});

test('every list of objects that is not paged has a declared size, and every declared size belongs to a list', () => {
  const lists = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__')) return [];
    const fields = Object.values(type.getFields()).filter((field) => isListField(field.type) && !isLeafType(getNamedType(field.type)) && field.name !== 'userErrors' && !type.name.endsWith('Connection'));
    return fields.map((field) => `${type.name}.${field.name}`);
  });
  expect(Object.keys(LIST_SIZES).toSorted(), 'declare the lists that are new in src/api/graphql/limit/cost/list-sizes.ts').toEqual(lists.toSorted());
});

test('for any nesting of pages the price is the one of writing every fragment out', () => {
  const small = new CostMeter(buildSchema('type Query { a(first: Int): ThingConnection } type ThingConnection { nodes: [Thing!]! totalCount: Int! } type Thing { n: Int a(first: Int): ThingConnection }'));
  const shape = fc.letrec<{ set: { size: number; inner: unknown } | null }>((tie) => ({ set: fc.option(fc.record({ size: fc.integer({ min: 0, max: 100 }), inner: tie('set') }), { maxDepth: 4 }) })).set;
  fc.assert(fc.property(shape, (tree) => {
    const fragments: string[] = [];
    const spread = (each: unknown): string => {
      if (each === null) return 'n';
      const { size, inner } = each as { size: number; inner: unknown };
      const name = `f${fragments.length}`;
      fragments.push('');
      fragments[Number(name.slice(1))] = `fragment ${name} on ThingConnection { nodes { ${spread(inner)} } }`;
      return `n a(first: ${size}) { ...${name} ... { ...${name} } }`;
    };
    const written = (each: unknown): string => {
      if (each === null) return 'n';
      const { size, inner } = each as { size: number; inner: unknown };
      return `n a(first: ${size}) { nodes { ${written(inner)} } nodes { ${written(inner)} } }`;
    };
    const query = (inside: string): string => `{ a(first: 1) { nodes { ${inside} } } }`;
    const short = small.costOf(asked(`${query(spread(tree))} ${fragments.join(' ')}`));
    expect(short).toEqual(small.costOf(asked(query(written(tree)))));
  }), { numRuns: 100 });
});
