// The schema as a whole: what holds for every type, field and argument of it.
import { type GraphQLField, type GraphQLNamedType, getNamedType, isEnumType, isInputObjectType, isInterfaceType, isNonNullType, isObjectType, isSpecifiedScalarType } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { NODE_TYPES } from '../../src/api/graphql/global-id.ts';
import { printApiSchema } from '../../src/api/graphql/schema.ts';
import { schema } from './graphql-ground.ts';

let types: readonly GraphQLNamedType[];
let mutations: readonly GraphQLField<unknown, unknown>[];

beforeAll(async () => {
  const built = await schema();
  types = Object.values(built.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));
  mutations = Object.values(built.getMutationType()!.getFields());
});

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

test('every type, field, argument, input field and enum value has a description', () => {
  const missing = types.flatMap((type) => [
    ...(type.description || ROOTS.has(type.name) ? [] : [type.name]),
    ...(isEnumType(type) ? type.getValues().filter(({ description }) => !description).map(({ name }) => `${type.name}.${name}`) : []),
    ...(isInputObjectType(type) ? Object.values(type.getFields()).filter(({ description }) => !description).map(({ name }) => `${type.name}.${name}`) : []),
    ...(isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()).flatMap((field) => undescribed(type.name, field)) : []),
  ]);
  expect(missing).toEqual([]);
});

test('exactly the types with global ids implement Node', () => {
  const nodes = types.filter((type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node')).map(({ name }) => name);
  expect(nodes.toSorted()).toEqual([...NODE_TYPES].toSorted());
});

test('every mutation takes one non-null input of its own name with an optional requestId', () => {
  for (const { name, args } of mutations) {
    const own = `${name[0]!.toUpperCase()}${name.slice(1)}`;
    expect(args.map((arg) => `${arg.name}: ${String(arg.type)}`), name).toEqual([`input: ${own}Input!`]);
    const input = getNamedType(args[0]!.type);
    expect(isInputObjectType(input) && String(input.getFields()['requestId']?.type), name).toBe('String');
  }
});

/** What some payloads show beside the object acted on. */
const BESIDE_THE_OBJECT: Readonly<Record<string, readonly string[]>> = { retryTask: ['plan'], acquireLock: ['key'], createAccessKey: ['key'], createWebhook: ['secret'] };

test('every mutation answers a payload of its own with outcome, userErrors of its own error type, eventCursor and a nullable object', () => {
  for (const { name, type } of mutations) {
    const own = `${name[0]!.toUpperCase()}${name.slice(1)}`;
    const payload = getNamedType(type);
    if (!isObjectType(payload)) throw new Error(name);
    const fields = Object.fromEntries(Object.values(payload.getFields()).map((field) => [field.name, String(field.type)]));
    const { outcome, userErrors, eventCursor, message, ...object } = fields;
    expect({ type: String(type), outcome, userErrors, eventCursor, message }).toEqual({ type: `${own}Payload!`, outcome: 'CommandResult!', userErrors: `[${own}Error!]!`, eventCursor: 'String', message: 'String' });
    expect(Object.keys(object).slice(1), name).toEqual(BESIDE_THE_OBJECT[name] ?? []);
    expect(Object.values(object).filter((shown) => shown.endsWith('!')), name).toEqual([]);
    const error = getNamedType(payload.getFields()['userErrors']!.type);
    expect(isObjectType(error) && error.getInterfaces().map((each) => each.name), name).toEqual(['UserError']);
  }
});

test('every connection has edges, nodes, pageInfo and totalCount, all non-null', () => {
  const connections = types.filter((type) => isObjectType(type) && type.name.endsWith('Connection'));
  expect(connections.length).toBeGreaterThan(8);
  for (const type of connections) {
    if (!isObjectType(type)) continue;
    expect(Object.keys(type.getFields()).toSorted(), type.name).toEqual(['edges', 'nodes', 'pageInfo', 'totalCount']);
    expect(Object.values(type.getFields()).every((field) => isNonNullType(field.type)), type.name).toBe(true);
  }
});

test('no type shows a raw UUID: foreign keys are objects, ids are of type ID (a requestId is the client\'s own)', () => {
  const raw = types.flatMap((type) => (isObjectType(type) ? Object.values(type.getFields()).filter((field) => /(^id|Id)$/.test(field.name) && field.name !== 'requestId' && getNamedType(field.type).name !== 'ID').map((field) => `${type.name}.${field.name}`) : []));
  expect(raw).toEqual([]);
});

test('the printed schema is sorted, has descriptions, and is the same each time', async () => {
  const printed = await printApiSchema();
  expect(await printApiSchema()).toBe(printed);
  expect(printed).toContain('"""The unit that is queued, executed, retried and cloned."""\ntype Task implements Node {');
  expect(printed.indexOf('type Attempt ')).toBeLessThan(printed.indexOf('type Task '));
});

function undescribed(owner: string, field: GraphQLField<unknown, unknown>): string[] {
  const args = field.args.filter(({ description }) => !description).map((arg) => `${owner}.${field.name}(${arg.name})`);
  return field.description ? args : [`${owner}.${field.name}`, ...args];
}
