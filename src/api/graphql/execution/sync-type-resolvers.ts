// Which type a value of an interface or a union has, told at once: the schema builder wraps every answer in a promise, a hundred for a page of events.
import { type GraphQLResolveInfo, type GraphQLSchema, isAbstractType } from 'graphql';
import { eventTypeName } from '../event/event.type.ts';
import { shownAsOf } from '../graph/value/stored-value.type.ts';
import type { NodeRecord } from '../node/node.type.ts';
import { taskSpecTypeName } from '../task/spec/task-spec.type.ts';
import { TYPE_AT_ONCE } from './compilable.ts';

type TypeNameOf = (value: never) => string | undefined;

/** By the name of the type. Types that are absent keep the builder's resolver; operations that show them are not compiled. */
const RESOLVERS: Readonly<Record<string, TypeNameOf>> = {
  Event: eventTypeName,
  GraphValue: shownAsOf,
  Node: (value: NodeRecord) => value.__typename,
  PhaseChange: () => 'TaskPhaseChange',
  StoredValue: shownAsOf,
  TaskSpec: taskSpecTypeName,
};

/** Gives the types of a schema their resolvers. Throws for one that the schema does not have. */
export function resolveTypesAtOnce(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, typeNameOf] of Object.entries(RESOLVERS)) {
    const type = schema.getType(name);
    if (!isAbstractType(type)) throw new Error(`${name} is no interface or union of the schema: take it off the table`);
    type.extensions = { ...type.extensions, [TYPE_AT_ONCE]: true };
    type.resolveType = (value, _context, info) => (isCompiled(info) ? orNothing(typeNameOf, value) : typeNameOf(value as never));
  }
  return schema;
}

function isCompiled(info: GraphQLResolveInfo): boolean {
  return (info as GraphQLResolveInfo & { isCompiled?: boolean }).isCompiled === true;
}

// Compiled code waits for ever when this throws. Nothing is an error there, and the reference, which then executes, throws it as it should.
function orNothing(typeNameOf: TypeNameOf, value: unknown): string | undefined {
  try {
    return typeNameOf(value as never);
  } catch {
    return undefined;
  }
}
