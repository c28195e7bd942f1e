// How many rows a field is asked for: by its arguments, literal or variable, or by their defaults.
import { type FieldNode, type GraphQLField, Kind, type ValueNode } from 'graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../../../../engine/read/page.ts';

/** What variables of an operation stand for: what was sent, before it is checked, or else the operation's own defaults. */
export interface VariableValues {
  /** The value of a variable, undefined when there is none. Who asks depends on what was sent. */
  read(name: string): unknown;
}

/** Rows of the page that the field is asked for; null for a field that has no pages. What a page never has is refused later, and counts as the largest. */
export function pageSizeOf(field: FieldNode, definition: GraphQLField<unknown, unknown>, variables: VariableValues): number | null {
  const sizes = ['first', 'last'].flatMap((name) => (definition.args.some((arg) => arg.name === name) ? [argumentOf(name, { field, definition, variables })] : []));
  if (sizes.length === 0) return null;
  const asked = sizes.filter((size) => typeof size === 'number');
  return asked.length === 0 ? DEFAULT_PAGE : Math.max(...asked.map((size) => (Number.isNaN(size) ? 0 : Math.min(MAX_PAGE, Math.max(0, size)))));
}

/** Values that a list argument has; a single value stands for a list of one. */
export function lengthOf(name: string, place: ArgumentPlace): number {
  const value = argumentOf(name, place);
  if (value === undefined || value === null) return 0;
  return Array.isArray(value) ? value.length : 1;
}

/** Where an argument stands. */
export interface ArgumentPlace {
  readonly field: FieldNode;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly variables: VariableValues;
}

function argumentOf(name: string, { field, definition, variables }: ArgumentPlace): unknown {
  const given = field.arguments?.find((argument) => argument.name.value === name);
  const value = given === undefined ? undefined : plainValue(given.value, variables);
  return value === undefined ? definition.args.find((arg) => arg.name === name)?.defaultValue : value;
}

/** A number, a list by its length, or whatever else: only these two are counted. */
export function plainValue(node: ValueNode, variables: VariableValues): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables.read(node.name.value);
    case Kind.INT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values;
    default:
      return node;
  }
}
