// What counts as the same subscription.
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { groupKey, sharedOperation } from '../../src/api/graphql/live/shared-operation.ts';

const schema = buildSchema('type Query { a: Int } type Subscription { events(after: String, filter: Filter): Thing } type Thing { lines(after: String): Int n: Int } input Filter { a: Int b: Int }');

function keyOf(query: string, variables: Record<string, unknown> = {}, scope = 's'): string {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const shared = sharedOperation(document, getOperationAST(document)!, 'Subscription');
  expect(validate(schema, shared.document)).toEqual([]);
  return groupKey(shared, variables, scope);
}

const PLAIN = keyOf('subscription { events { n } }');

test('where a subscriber starts makes no difference, however it says so', () => {
  expect(keyOf('subscription { events(after: "x") { n } }')).toBe(PLAIN);
  expect(keyOf('subscription { events(after: null) { n } }')).toBe(PLAIN);
  expect(keyOf('subscription ($c: String) { events(after: $c) { n } }', { c: 'y' })).toBe(PLAIN);
  expect(keyOf('subscription ($c: String = "z") { events(after: $c) { n } }')).toBe(PLAIN);
  expect(keyOf('subscription { ... on Subscription { events(after: "x") { n } } }')).toBe(keyOf('subscription { ... on Subscription { events { n } } }'));
  expect(keyOf('subscription { ...F } fragment F on Subscription { events(after: "x") { n } }')).toBe(keyOf('subscription { ...F } fragment F on Subscription { events { n } }'));
});

test('layout makes no difference, the order of keys in a variable neither', () => {
  expect(keyOf('subscription {\n  events { n } # why\n}')).toBe(PLAIN);
  const query = 'subscription ($f: Filter) { events(filter: $f) { n } }';
  expect(keyOf(query, { f: { a: 1, b: 2 } })).toBe(keyOf(query, { f: { b: 2, a: 1 } }));
});

test('everything that can change an execution makes a difference', () => {
  const query = 'subscription ($f: Filter) { events(filter: $f) { n } }';
  const keys = [
    PLAIN,
    keyOf('subscription { events { n __typename } }'),
    keyOf('subscription { things: events { n } }'),
    keyOf('subscription { events { n } }', {}, 'other scope'),
    keyOf('subscription { events(filter: { a: 1 }) { n } }'),
    keyOf(query),
    keyOf(query, { f: null }),
    keyOf(query, { f: { a: 1 } }),
    keyOf(query, { f: { a: 2 } }),
    keyOf(query, { f: { b: 1 } }),
    keyOf('subscription { events { lines(after: "x") } }'),
    keyOf('subscription { events { lines(after: "y") } }'),
    keyOf('subscription ($c: String) { events(after: $c) { lines(after: $c) } }', { c: '1' }),
    keyOf('subscription ($c: String) { events(after: $c) { lines(after: $c) } }', { c: '2' }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('other operations of the document and their fragments make no difference', () => {
  const document = parse('subscription A { events { ...G } } query B { a } fragment G on Thing { n } fragment H on Query { a }');
  const shared = sharedOperation(document, getOperationAST(document, 'A')!, 'Subscription');
  expect(shared.text).toBe(sharedOperation(parse('subscription A { events { ...G } } fragment G on Thing { n }'), getOperationAST(parse('subscription A { a }'), 'A')!, 'Subscription').text);
});
