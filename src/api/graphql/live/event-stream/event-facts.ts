// What an event stream says of an event: all that GraphQL's event types say of the change itself, by the same names and in the same words.
import { getNamedType, type GraphQLObjectType, type GraphQLSchema, isInterfaceType, isLeafType, isObjectType, parse } from 'graphql';
import type { Actor } from '../../../../domain/access.ts';
import { nameOfKind } from '../../event/event-kind.enum.ts';
import type { EventRoot } from '../feed/event.feed.ts';
import type { SharedOperation } from '../shared-operation.ts';
import { type BeginWave, type Rendered, type RenderTools, sharedRenderer } from '../shared-renderer.ts';
import { eventNouns } from './event-nouns.ts';
import { streamRecord } from './stream-record.ts';

/** The id of an event equals its cursor. */
const REPEATED = 'id';

/** Makes the renderer of an actor's event streams. */
export type EventRecords = (actor: Actor) => BeginWave;

/**
 * Renders events as whole records. The operation is made of the schema, so that a fact which is added there is here too: every field of
 * an event that is a value, or an object of values. Fields that lead to nouns would read them; their ids stand in the row.
 */
export function eventRecords(tools: RenderTools): EventRecords {
  const shared = factsOperation(tools.schema);
  return (actor) => sharedRenderer(shared, {}, { actor, tools, encode: (rendered, root) => encodeRecord(rendered, root as EventRoot) });
}

function factsOperation(schema: GraphQLSchema): SharedOperation {
  const event = schema.getType('Event');
  if (!isInterfaceType(event)) throw new Error('the schema has no interface Event');
  const facts = schema.getPossibleTypes(event).map((type) => `... on ${type.name} { ${selectionOf(type)} }`);
  const text = `subscription { events { event { ${facts.join(' ')} } } }`;
  // Not validated: two types may use one name for values of two enums, which matters to generated code only.
  return { document: parse(text), text, variables: [] };
}

function selectionOf(type: GraphQLObjectType): string {
  return Object.values(type.getFields()).flatMap(({ name, type: given }) => {
    const named = getNamedType(given);
    if (isLeafType(named)) return name === REPEATED ? [] : [name];
    return isObjectType(named) && isPlain(named) ? [`${name} { ${Object.keys(named.getFields()).join(' ')} }`] : [];
  }).join(' ');
}

// A noun is none of the facts, however plain it is: it would be read, and shown as it is now.
function isPlain(type: GraphQLObjectType): boolean {
  return type.getInterfaces().length === 0 && Object.values(type.getFields()).every((field) => isLeafType(getNamedType(field.type)));
}

// An execution that failed in part says so beside what it has: an event that cannot be shown whole must not end the stream of everybody.
function encodeRecord({ errors, data }: Rendered, { cursor, event }: EventRoot): Buffer {
  if (event === null) return streamRecord('caught-up', { cursor }, cursor);
  const { events } = (data ?? {}) as { events?: { event?: object | null } | null };
  return streamRecord('event', { cursor, kind: nameOfKind(event.kind), ...events?.event, ...eventNouns(event), ...(errors ? { errors } : {}) }, cursor);
}
