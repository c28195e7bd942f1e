// Operations that are small to send and would be dear to look at or to execute, each of its own kind.
import { getIntrospectionQuery } from 'graphql';

/** What is sent, and what must stand in the refusal. */
export interface Bomb {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly code: 'LIMIT_EXCEEDED' | 'GRAPHQL_VALIDATION_FAILED' | 'GRAPHQL_PARSE_FAILED' | 'BAD_USER_INPUT' | 'OPERATION_RESOLUTION_FAILURE';
}

/** So many times, joined by blanks. */
function many(count: number, text: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => text(n)).join(' ');
}

/** A list in itself, so many levels deep. */
function nest(depth: number, core: unknown): unknown {
  let value = core;
  for (let n = 0; n < depth; n++) value = [value];
  return value;
}

const PAGE_OF_PAGES = '{ runs(first: $n) { nodes { tasks(first: $n) { nodes { attempts(first: $n) { nodes { id startedAt } } } } } } }';
const OFTYPE = (levels: number): string => (levels === 0 ? 'name' : `name ofType { ${OFTYPE(levels - 1)} }`);

/** The bombs. */
export const BOMBS: readonly Bomb[] = [
  { name: 'aliases', query: `{ ${many(200, (n) => `a${n}: viewer { name }`)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'aliases through fragments', query: `{ ${many(50, () => '...f')} } fragment f on Query { ${many(30, (n) => `a${n}: eventCursor`)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'aliases of a dear field', query: `{ ${many(25, (n) => `a${n}: tasks(first: 100) { nodes { id log(first: 100) { nodes { message } } } }`)} }`, code: 'LIMIT_EXCEEDED' },
  { name: 'depth', query: `{ tasks { nodes ${'{ run { tasks { nodes '.repeat(100)}{ id }${' } } }'.repeat(100)} } }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'depth of brackets', query: '{ a '.repeat(990), code: 'GRAPHQL_PARSE_FAILED' },
  { name: 'depth of a literal list', query: `{ nodes(ids: ${'['.repeat(900)}${']'.repeat(900)}) { id } }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'depth of inline fragments', query: `{ ${'... { '.repeat(600)} eventCursor ${'} '.repeat(600)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'fragments that spread each other', query: `{ ...f0 } ${many(60, (n) => `fragment f${n} on Query { ...f${(n + 1) % 60} }`)}`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'fragments that double', query: `{ ...f0 } ${many(28, (n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`)} fragment f28 on Query { tasks { nodes { id } } }`, code: 'LIMIT_EXCEEDED' },
  { name: 'fragments that double, many', query: `{ ...f0 } ${many(100, (n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`)} fragment f100 on Query { eventCursor }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'one fragment over and over', query: `{ ${many(900, () => '...f')} } fragment f on Query { eventCursor }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'one field over and over', query: `{ ${many(1_900, () => 'id')} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'one field over and over, each with a selection', query: `{ ${many(490, () => 'viewer { name }')} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'fields that differ', query: `{ ${many(80, (n) => `tasks(first: ${n}) { totalCount }`)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'inline fragments side by side', query: `{ ${many(280, () => '... { a: __typename }')} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'directives on a field', query: `{ eventCursor ${'@include(if: true) '.repeat(190)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'unknown directives', query: `{ eventCursor ${many(900, (n) => `@a${n}`)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'tokens', query: `{ ${'id '.repeat(2_100)} }`, code: 'GRAPHQL_PARSE_FAILED' },
  { name: 'unknown fields', query: `{ ${many(1_000, (n) => `x${n}`)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'a comment of a megabyte', query: `{ __typename } #${'x'.repeat(1_000_000)}`, code: 'LIMIT_EXCEEDED' },
  { name: 'a string of a megabyte', query: `{ project(id: "${'x'.repeat(1_000_000)}") { id } }`, code: 'LIMIT_EXCEEDED' },
  { name: 'introspection, deep', query: `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'introspection, aliased', query: `{ ${many(28, (n) => `a${n}: __schema { ...f }`)} } fragment f on __Schema { types { name fields { name args { name } type { ${OFTYPE(4)} } } } }`, code: 'LIMIT_EXCEEDED' },
  { name: 'introspection, aliased within', query: `{ __schema { ${many(40, (n) => `a${n}: types { name fields { name } }`)} } }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'introspection, whole and again', query: `${getIntrospectionQuery({ descriptions: false }).replace('__schema {', `${many(12, (n) => `a${n}: __schema { types { ...FullType } }`)} __schema {`)}`, code: 'LIMIT_EXCEEDED' },
  { name: 'pages of pages', query: `query ($n: Int = 100) ${PAGE_OF_PAGES}`, code: 'LIMIT_EXCEEDED' },
  { name: 'cost by variables', query: `query ($n: Int!) ${PAGE_OF_PAGES}`, variables: { n: 100 }, code: 'LIMIT_EXCEEDED' },
  { name: 'cost by defaults', query: '{ runs { nodes { tasks { nodes { attempts { nodes { id } } } } } } }', code: 'LIMIT_EXCEEDED' },
  { name: 'ids in a list', query: `query ($ids: [ID!]!) { ${many(25, (n) => `a${n}: nodes(ids: $ids) { ... on Run { tasks(first: 50) { nodes { id } } } }`)} }`, variables: { ids: Array.from({ length: 100 }, () => 'x') }, code: 'LIMIT_EXCEEDED' },
  { name: 'a list of a hundred thousand', query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: { ids: Array.from({ length: 150_000 }, () => '1') }, code: 'LIMIT_EXCEEDED' },
  { name: 'a list of wrong things', query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: { ids: Array.from({ length: 50_000 }, () => ({})) }, code: 'BAD_USER_INPUT' },
  { name: 'a deep variable', query: 'query ($f: TaskFilter) { tasks(filter: $f) { nodes { id } } }', variables: { f: nest(2_000, 1) }, code: 'LIMIT_EXCEEDED' },
  { name: 'variables nobody asked for', query: '{ eventCursor }', variables: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`v${n}`, [n]])), code: 'LIMIT_EXCEEDED' },
  { name: 'definitions of variables', query: `query (${many(390, (n) => `$v${n}: Int`)}) { eventCursor }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'many operations', query: many(300, (n) => `query Q${n} { eventCursor }`), code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'many operations, one name', query: many(300, () => 'query Q { eventCursor }'), code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'arguments', query: `{ tasks(${many(600, (n) => `a${n}: 1`)}) { nodes { id } } }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'a literal object of many fields', query: `{ tasks(filter: { ${many(600, (n) => `a${n}: 1`)} }) { nodes { id } } }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'many mutations', query: `mutation ($i: CreateProjectInput!) { ${many(60, (n) => `a${n}: createProject(input: $i) { outcome }`)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
];
