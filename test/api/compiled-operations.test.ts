// What is compiled and what is not, and that it stays within its bounds.
import { parse, type OperationDefinitionNode } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { compilableSize, MAX_FIELDS } from '../../src/api/graphql/execution/compilable.ts';
import { makeExecute } from '../../src/api/graphql/execution/execute.ts';
import { CompiledOperations, MAX_COMPILED, MAX_COMPILED_FIELDS } from '../../src/api/graphql/execution/compiled-operations.ts';
import { liftArguments } from '../../src/api/graphql/execution/lifted-arguments.ts';
import { liveBytes } from '../limit/fuzz/document-fuzz.ts';
import { schema as apiSchema } from './graphql-ground.ts';

let schema: Awaited<ReturnType<typeof apiSchema>>;
beforeAll(async () => { schema = await apiSchema(); });

function operation(text: string): [ReturnType<typeof parse>, OperationDefinitionNode] {
  const document = parse(text);
  return [document, document.definitions[0] as OperationDefinitionNode];
}

const sizeOf = (text: string): number | null => compilableSize(schema, ...operation(text));

describe('left to the reference', () => {
  test.each([
    ['mutations', 'mutation { abortRun(input: { runId: "x" }) { outcome } }'],
    ['directives', 'query($yes: Boolean!) { tasks { nodes { id @include(if: $yes) } } }'],
    ['introspection', '{ __schema { types { name } } }'],
    ['a type that is asked for by its name', '{ __type(name: "Task") { name } }'],
    ['the prototype as an alias', '{ __proto__: tasks { totalCount } }'],
    ['a variable with a name of ours', 'query($lifted__0: Int) { tasks(first: $lifted__0) { totalCount } }'],
  ])('%s', (_what, text) => {
    expect(sizeOf(text)).toBeNull();
  });

  test('what becomes too large by its fragments, and is found out as soon as it is', () => {
    const levels = Array.from({ length: 9 }, (_, n) => `fragment F${n} on Task { a: run { tasks { nodes { ...F${n + 1} } } } b: clonedFrom { ...F${n + 1} } c: clonedFrom { ...F${n + 1} } d: clonedFrom { ...F${n + 1} } }`);
    const text = `{ tasks { nodes { ...F0 } } } ${levels.join(' ')} fragment F9 on Task { id }`;
    const started = performance.now();
    expect(sizeOf(text)).toBeNull();
    expect(performance.now() - started).toBeLessThan(500);
  });
});

test('each field counts as often as it stands in the code: once for every type that an interface can have', () => {
  expect(sizeOf('{ tasks { nodes { id name } } }')).toBe(4);
  expect(sizeOf('{ a: tasks { ...T } b: tasks { ...T } } fragment T on TaskConnection { nodes { id } }')).toBe(8);
  expect(sizeOf('{ node(id: "x") { id } }')).toBe(1 + schema.getPossibleTypes(schema.getType('Node') as never).length);
  expect(sizeOf(`{ ${Array.from({ length: MAX_FIELDS / 2 }, (_, n) => `a${n}: tasks { totalCount }`).join(' ')} }`)).toBe(MAX_FIELDS);
  expect(sizeOf(`{ viewer { __typename } ${Array.from({ length: MAX_FIELDS / 2 }, (_, n) => `a${n}: tasks { totalCount }`).join(' ')} }`)).toBeNull();
});

test('nothing that a client has written as a value is left in what is compiled', () => {
  const { document, lifted } = liftArguments(schema, ...operation('query Q($n: Int = 7) { tasks(first: $n, filter: { tags: ["secret"], name: { eq: "$n" } }, orderBy: { direction: ASC }) { nodes { attempts(last: 41) { totalCount } } } }'));
  expect(JSON.stringify(document)).not.toMatch(/secret|StringValue|IntValue|EnumValue|ObjectValue|ListValue|"41"|"7"/);
  expect(lifted.map(({ type }) => String(type))).toEqual(['TaskFilter', 'TaskListOrder', 'Int']);
});

test('an operation is compiled when it comes again, not before, and then kept', () => {
  const operations = new CompiledOperations(schema, 1);
  const asked = operation('{ tasks { totalCount } }');
  expect(operations.of(...asked)).toBeNull();
  const run = operations.of(...asked);
  expect(run).toBeTypeOf('function');
  expect(operations.of(...asked)).toBe(run);
});

test('what is kept is bounded by number and by size, the oldest goes first', () => {
  const many = new CompiledOperations(schema, 0);
  const first = operation('{ tasks { totalCount } }');
  const run = many.of(...first);
  for (let n = 0; n < MAX_COMPILED + 10; n++) many.of(...operation('{ eventCursor }'));
  expect(many.size.operations).toBe(MAX_COMPILED);
  expect(many.of(...first)).not.toBe(run);

  const large = new CompiledOperations(schema, 0);
  const wide = `{ ${Array.from({ length: 250 }, (_, n) => `a${n}: viewer { __typename }`).join(' ')} }`;
  for (let n = 0; n < MAX_COMPILED_FIELDS / 500 + 3; n++) large.of(...operation(wide));
  expect(large.size.fields).toBeLessThanOrEqual(MAX_COMPILED_FIELDS);
  expect(large.size.operations).toBe(MAX_COMPILED_FIELDS / 500);
});

test('what was compiled and is not kept any more leaves the memory: operations that are all different do not fill the process', () => {
  makeExecute(schema, { executor: 'jit' });
  const operations = new CompiledOperations(schema, 0);
  const compile = (from: number, to: number): number => {
    for (let n = from; n < to; n++) operations.of(...operation(`query Q${n} { a${n}: tasks { nodes { b${n}: id name status queue { name } run { id name tasks { nodes { id name } } } } } }`));
    return liveBytes();
  };
  const full = compile(0, 800);
  // A thousand more were 25 MB of code that nobody would use again.
  expect(compile(800, 1_800) - full).toBeLessThan(8 * 1024 * 1024);
});
