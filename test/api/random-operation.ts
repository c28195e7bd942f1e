// Operations made at random over a schema: valid ones mostly, with all that a selection can have.
import { type GraphQLArgument, type GraphQLField, type GraphQLNamedOutputType, type GraphQLObjectType, type GraphQLSchema, getNamedType, isAbstractType, isEnumType, isInterfaceType, isLeafType, isObjectType, isRequiredArgument } from 'graphql';

/** An operation with its variables. */
export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What operations are made of. */
export interface OperationGround {
  readonly schema: GraphQLSchema;
  /** Global ids that exist, and texts that are none. */
  readonly ids: readonly string[];
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
}

/** Deepest nesting of fields. */
const DEPTH = 6;
/** Most selections of one operation. */
const SELECTIONS = 60;

interface Draft extends OperationGround {
  readonly definitions: string[];
  readonly variables: Record<string, unknown>;
  readonly fragments: string[];
  left: number;
  names: number;
}

/** Makes a query. */
export function randomQuery(ground: OperationGround): RandomOperation {
  const draft: Draft = { ...ground, definitions: [], variables: {}, fragments: [], left: SELECTIONS, names: 0 };
  const set = selectionSet(draft, ground.schema.getQueryType()!, 0);
  return { query: `query R${draft.definitions.length > 0 ? `(${draft.definitions.join(', ')})` : ''} ${set}\n${draft.fragments.join('\n')}`, variables: draft.variables };
}

function selectionSet(draft: Draft, type: GraphQLNamedOutputType, depth: number): string {
  const selections = Array.from({ length: 1 + Math.floor(draft.random() * 4) }, () => selection(draft, type, depth)).filter((one) => one !== '');
  return `{ ${selections.length > 0 ? selections.join(' ') : '__typename'} }`;
}

function selection(draft: Draft, type: GraphQLNamedOutputType, depth: number): string {
  draft.left -= 1;
  if (draft.left < 0 || draft.random() < 0.08) return draft.random() < 0.3 ? `${name(draft, 'n')}: __typename` : '__typename';
  if (draft.random() < 0.2 || (isAbstractType(type) && draft.random() < 0.6)) return fragment(draft, type, depth);
  if (!isObjectType(type) && !isInterfaceType(type)) return '__typename';
  return field(draft, pick(draft, Object.values(type.getFields())), depth);
}

function fragment(draft: Draft, type: GraphQLNamedOutputType, depth: number): string {
  const on: GraphQLNamedOutputType = isAbstractType(type) && draft.random() < 0.8 ? pick(draft, draft.schema.getPossibleTypes(type) as readonly GraphQLObjectType[]) : type;
  const set = selectionSet(draft, on, depth);
  if (draft.random() < 0.5) return `... on ${on.name} ${set}`;
  const spread = name(draft, 'F');
  draft.fragments.push(`fragment ${spread} on ${on.name} ${set}`);
  return draft.random() < 0.3 ? `...${spread} ...${spread}` : `...${spread}`;
}

function field(draft: Draft, { name: fieldName, args, type }: GraphQLField<unknown, unknown>, depth: number): string {
  const named = getNamedType(type);
  if (!isLeafType(named) && depth >= DEPTH) return '';
  const given = args.flatMap((arg) => argument(draft, arg) ?? []);
  if (args.some(isRequiredArgument) && given.length < args.filter(isRequiredArgument).length) return '';
  // Under an alias of its own a field never clashes with another; plain leaves may come twice.
  const alias = given.length > 0 || !isLeafType(named) || draft.random() < 0.3 ? `${name(draft, 'a')}: ` : '';
  return `${alias}${fieldName}${given.length > 0 ? `(${given.join(', ')})` : ''}${isLeafType(named) ? '' : ` ${selectionSet(draft, named, depth + 1)}`}`;
}

function argument(draft: Draft, arg: GraphQLArgument): string | null {
  if (!isRequiredArgument(arg) && draft.random() < 0.65) return null; // most pages with several arguments are refused, and refusals are not all there is to compare
  const value = valueFor(draft, arg);
  if (value === undefined) return null;
  if (draft.random() < 0.4) return `${arg.name}: ${JSON.stringify(value)}`;
  const variable = name(draft, 'v');
  const withDefault = draft.random() < 0.3 && !String(arg.type).endsWith('!');
  draft.definitions.push(`$${variable}: ${String(arg.type)}${withDefault ? ` = ${JSON.stringify(value)}` : ''}`);
  if (!withDefault || draft.random() < 0.5) draft.variables[variable] = draft.random() < 0.05 ? null : value;
  return `${arg.name}: $${variable}`;
}

// Values that are right mostly, and wrong now and then: both executors must refuse them in the same words.
function valueFor(draft: Draft, arg: GraphQLArgument): unknown {
  const named = getNamedType(arg.type);
  if (isEnumType(named) || !isLeafType(named)) return undefined;
  switch (named.name) {
    case 'ID': {
      const id = pick(draft, draft.ids);
      return String(arg.type).startsWith('[') ? [id, pick(draft, draft.ids)] : id;
    }
    case 'Int':
      return pick(draft, [0, 1, 2, 5, 100, 101, -1]);
    case 'Boolean':
      return draft.random() < 0.5;
    case 'String':
      return pick(draft, ['', 'x', 'no "cursor"', '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d0);globalThis.brokenOut=true;(0']);
    default:
      return undefined;
  }
}

function pick<T>({ random }: Draft, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

function name(draft: Draft, prefix: string): string {
  draft.names += 1;
  return `${prefix}${draft.names}`;
}

/** Numbers from 0 to 1, the same for a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
