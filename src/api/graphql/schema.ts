// The schema: every resolver of the API, built once.
import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { ACCESS_RESOLVERS } from './access/access-resolvers.ts';
import { auditDeniedMutations } from './access/denied-mutations.ts';
import { EVENT_RESOLVERS } from './event/event-resolvers.ts';
import { resolveIdsPlainly } from './execution/plain-ids.ts';
import { resolveTypesAtOnce } from './execution/sync-type-resolvers.ts';
import { LIVE_RESOLVERS, NO_TOPICS } from './live/live-resolvers.ts';
import { locateErrors } from './located-errors.ts';
import { NOUN_RESOLVERS } from './noun-resolvers.ts';

/** Builds the executable schema. type-graphql keeps what decorators said in one place for the whole process: build it once. */
export async function buildApiSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({ resolvers: [...NOUN_RESOLVERS, ...ACCESS_RESOLVERS, ...EVENT_RESOLVERS, ...LIVE_RESOLVERS], pubSub: NO_TOPICS, validate: false });
  return locateErrors(auditDeniedMutations(resolveIdsPlainly(resolveTypesAtOnce(schema))));
}

/** The schema as SDL, sorted, with descriptions and a line break at the end: what schema.graphql holds. */
export async function printApiSchema(): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await buildApiSchema()))}\n`;
}
