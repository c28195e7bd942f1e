// Who may ask for the schema, by an operation that is valid.
import { type DocumentNode, GraphQLError, Kind, visit } from 'graphql';
import { type Actor, decide } from '../../../domain/access.ts';

/** `on`: everybody who may call; `admin`: admins; `off`: nobody. */
export type IntrospectionPolicy = 'on' | 'admin' | 'off';

const ASKING = new WeakMap<DocumentNode, boolean>();

/** Why the caller may not ask for the schema, or null. `__typename` is not the schema. */
export function introspectionRefusal(policy: IntrospectionPolicy, { document, actor }: { readonly document: DocumentNode; readonly actor: Actor }): GraphQLError | null {
  if (policy === 'on' || !asksForSchema(document)) return null;
  if (policy === 'admin' && decide(actor, { role: 'admin', path: '/' }) === 'ALLOWED') return null;
  const advice = policy === 'admin' ? 'ask with the key of an admin, or read schema.graphql of this version' : 'read schema.graphql of this version, or have the server started with SWITCHYARD_INTROSPECTION=on';
  return new GraphQLError(`this server does not tell its schema${policy === 'admin' ? ' to this key' : ''}: ${advice}`, { extensions: { code: 'FORBIDDEN' } });
}

// The whole document and not one operation of it: a fragment that nothing spreads is not valid, and looking once is enough for all.
function asksForSchema(document: DocumentNode): boolean {
  const known = ASKING.get(document);
  if (known !== undefined) return known;
  let asks = false;
  visit(document, { [Kind.FIELD]: ({ name }: { name: { value: string } }) => { asks ||= name.value === '__schema' || name.value === '__type'; } });
  ASKING.set(document, asks);
  return asks;
}
