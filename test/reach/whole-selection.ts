// Selections of everything that a type shows, made of the schema: what is added to it is asked for without a line here.
import { type GraphQLField, type GraphQLNamedType, type GraphQLObjectType, type GraphQLSchema, getNamedType, isAbstractType, isLeafType, isNonNullType, isObjectType } from 'graphql';

/** A selection of every field of a type; objects below it so many levels deep. Fields that cannot be asked without an argument are left out. */
export function wholeSelection(schema: GraphQLSchema, type: GraphQLNamedType, levels: number): string {
  if (isLeafType(type)) return '';
  if (isAbstractType(type)) return `{ __typename ${schema.getPossibleTypes(type).map((each) => `... on ${each.name} ${wholeSelection(schema, each, levels)}`).join(' ')} }`;
  if (!isObjectType(type)) throw new Error(`${type.name} cannot be selected`);
  const fields = askable(type).map((field) => shownAs(schema, field, levels)).filter((text) => text !== '');
  return `{ __typename ${fields.join(' ')} }`;
}

/** One selection for each field of a type, each as deep as told: together they show more than one operation may ask for. */
export function selectionsByField(schema: GraphQLSchema, type: GraphQLObjectType, levels: number): string[] {
  const [leaves, objects] = [askable(type).filter(isLeaf), askable(type).filter((field) => !isLeaf(field))];
  return [`{ ${leaves.map(({ name }) => name).join(' ') || '__typename'} }`, ...objects.map((field) => `{ ${shownAs(schema, field, levels)} }`)];
}

function shownAs(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>, levels: number): string {
  if (isLeaf(field)) return field.name;
  // Two types may use one name for values of two types: an alias for each keeps them apart.
  return levels === 0 ? '' : `${field.name} ${wholeSelection(schema, getNamedType(field.type), levels - (isConnection(field) ? 0 : 1))}`;
}

// Connections, edges and infos are not a level of their own: what matters is how many nouns away a thing is.
function isConnection({ type }: GraphQLField<unknown, unknown>): boolean {
  return /(Connection|Edge|PageInfo)$/.test(getNamedType(type).name);
}

function isLeaf({ type }: GraphQLField<unknown, unknown>): boolean {
  return isLeafType(getNamedType(type));
}

function askable(type: GraphQLObjectType): GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields()).filter(({ args }) => !args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined));
}
