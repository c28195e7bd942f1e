// Scalars of our own: times, JSON, and whole numbers beyond 32 bits.
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isoTime } from './iso-time.ts';
import { MAX_JSON_DEPTH, checkedJson } from './json-check.ts';

/** Times as RFC 3339 text in UTC with milliseconds. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A time as RFC 3339 text in UTC with milliseconds, for example 2026-11-21T10:17:00.000Z. Inputs may carry another offset.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => isoTime(timeOf(value)),
  parseValue: timeOf,
  parseLiteral: (node) => timeOf(node.kind === Kind.STRING ? node.value : null),
});

/** Any JSON value. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: `Any JSON value: object, list, text, number, boolean or null; nested at most ${MAX_JSON_DEPTH} deep.`,
  serialize: (value) => value,
  parseValue: (value) => checkedJson(value),
  parseLiteral: (node, variables) => checkedJson(jsonOf(node, variables)),
});

/** Whole numbers beyond the 32 bits of Int. */
export const BigIntScalar = new GraphQLScalarType<number, number>({
  name: 'BigInt',
  description: 'A whole number of up to 53 bits, written as a JSON number.',
  serialize: wholeOf,
  parseValue: wholeOf,
  parseLiteral: (node) => wholeOf(node.kind === Kind.INT ? Number(node.value) : null),
});

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function timeOf(value: unknown): Date {
  const time = value instanceof Date ? value : new Date(typeof value === 'string' && RFC_3339.test(value) ? value : Number.NaN);
  if (Number.isNaN(time.getTime())) throw new GraphQLError('a DateTime is RFC 3339 text such as 2026-11-21T10:17:00Z');
  return time;
}

function wholeOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new GraphQLError('a BigInt is a whole number of up to 53 bits');
  return value;
}

function jsonOf(node: ValueNode, variables?: { readonly [name: string]: unknown } | null): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map((each) => jsonOf(each, variables));
    case Kind.OBJECT:
      // fromEntries defines own keys, so that a key named __proto__ stays a key.
      return Object.fromEntries(node.fields.map((field) => [field.name.value, jsonOf(field.value, variables)]));
    case Kind.VARIABLE:
      return variables?.[node.name.value];
  }
}
