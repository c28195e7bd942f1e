// The sub-protocol graphql-transport-ws over our operations: queries and mutations are executed, subscriptions join groups.
import { randomUUID } from 'node:crypto';
import { createSourceEventStream, type ExecutionArgs, type FormattedExecutionResult, GraphQLError } from 'graphql';
import { type Context, makeServer, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import type { Actor } from '../../../domain/access.ts';
import type { EventSource } from './feed/event.feed.ts';
import type { GroupRegister } from './group-register.ts';
import { isFeed } from './feed/live-feed.ts';
import { graphqlErrorOf } from './live-error.ts';
import type { LiveLimits } from './live-limits.ts';
import { LiveSubscriber } from './live-subscriber.ts';
import type { OperationCache, PreparedOperation } from './operation-cache.ts';
import { groupKey, type SharedOperation } from './shared-operation.ts';
import { type RenderTools, sharedRenderer } from './shared-renderer.ts';
import type { Admission, SocketSession } from './socket/socket-session.ts';

/** One operation as the caller wants it run: for checks that depend on variables or on who asks. */
export interface AskedOperation extends Pick<PreparedOperation, 'document' | 'operation'> {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly actor: Actor;
}

/** What the protocol works with. */
export interface ProtocolParts {
  readonly tools: RenderTools;
  readonly operations: OperationCache;
  readonly groups: GroupRegister;
  readonly source: EventSource;
  readonly limits: LiveLimits;
  readonly authorise: (init: Readonly<Record<string, unknown>>, session: SocketSession) => Promise<Admission | null>;
  readonly checkOperation: (operation: AskedOperation) => readonly GraphQLError[];
  readonly scopeOf: (actor: Actor) => string;
  readonly counters: { subscribers: number; deliveries: number; lagged: number };
}

/** Execution arguments with what comes along. */
interface LiveArgs extends ExecutionArgs {
  readonly requestId: string;
  /** Makes the subscriber; null for queries and mutations. */
  readonly subscriber: (() => LiveSubscriber) | null;
}

type LiveContext = Context<Record<string, unknown> | undefined, SocketSession>;

/** A protocol server; `opened` is given each new socket with its session. */
export function liveProtocol(parts: ProtocolParts): ReturnType<typeof makeServer<Record<string, unknown> | undefined, SocketSession>> {
  const formatted = (errors: readonly unknown[], args: unknown) => errors.map((error) => parts.tools.formatError(unwrapped(error), requestIdOf(args)));
  const options: ServerOptions<Record<string, unknown> | undefined, SocketSession> = {
    connectionInitWaitTimeout: parts.limits.initTimeoutMs,
    onConnect: async (ctx) => {
      const admission = await parts.authorise(ctx.connectionParams ?? {}, ctx.extra);
      ctx.extra.admission = admission;
      return admission !== null;
    },
    onSubscribe: (ctx, id, payload) => prepareOperation(parts, ctx, { id, payload }),
    execute: parts.tools.execute,
    subscribe: (args) => startSubscriber(args as LiveArgs),
    onNext: (_ctx, _id, _payload, args, { errors, ...result }) => ({ ...result, ...(errors ? { errors: formatted(errors, args) } : {}) }) as FormattedExecutionResult,
    onError: (_ctx, _id, _payload, errors) => formatted(errors, undefined),
  };
  return makeServer(options);
}

async function prepareOperation(parts: ProtocolParts, ctx: LiveContext, message: { id: string; payload: SubscribePayload }): Promise<LiveArgs | readonly GraphQLError[]> {
  const admission = ctx.extra.admission;
  if (!admission) throw new Error('an operation came before its socket was admitted');
  if (Object.keys(ctx.subscriptions).length > parts.limits.maxOperations) return [tooMany(parts.limits.maxOperations)];
  const { query, operationName, variables } = message.payload;
  const prepared = parts.operations.prepare(query, operationName ?? null);
  if (!('document' in prepared)) return prepared;
  const asked = { ...prepared, variables: variables ?? {}, actor: admission.actor };
  const refused = parts.checkOperation(asked);
  if (refused.length > 0) return refused;
  const requestId = randomUUID();
  const contextValue = parts.tools.contextFor({ actor: asked.actor, requestId });
  const args: LiveArgs = { schema: parts.tools.schema, document: prepared.document, operationName, variableValues: asked.variables, contextValue, requestId, subscriber: null };
  return prepared.shared ? withSubscriber(parts, args, { shared: prepared.shared, asked, id: message.id, session: ctx.extra }) : args;
}

interface Shareable {
  readonly shared: SharedOperation;
  readonly asked: AskedOperation;
  readonly id: string;
  readonly session: SocketSession;
}

async function withSubscriber(parts: ProtocolParts, args: LiveArgs, { shared, asked, id, session }: Shareable): Promise<LiveArgs | readonly GraphQLError[]> {
  // The root value hands the event room to `subscribe` functions; executions of events have their own root values.
  const feed = await createSourceEventStream({ ...args, rootValue: parts.source }).catch((error: unknown) => ({ errors: [graphqlErrorOf(error)] }));
  if ('errors' in feed) return (feed.errors ?? []).map(graphqlErrorOf);
  if (!isFeed(feed)) throw new Error('a subscription field must return a feed');
  const { counters, groups, limits } = parts;
  const begin = sharedRenderer(shared, asked.variables, { actor: asked.actor, tools: parts.tools });
  const onDelivered = (messages: number): void => { counters.deliveries += messages; };
  const terms = { key: groupKey(shared, asked.variables, parts.scopeOf(asked.actor)), feed, work: { begin, maxBacklog: limits.maxGroupBacklog } };
  const subscriber = (): LiveSubscriber => new LiveSubscriber({
    id,
    outlet: session.outlet,
    feed,
    begin,
    limits,
    join: (member) => groups.join(member, terms),
    onDelivered,
    onLagged: () => { counters.lagged += 1; },
    onEnd: () => { counters.subscribers -= 1; },
  });
  return { ...args, subscriber: () => { counters.subscribers += 1; return subscriber(); } };
}

function startSubscriber({ subscriber }: LiveArgs): LiveSubscriber {
  if (!subscriber) throw new Error('only a subscription can be subscribed to');
  return subscriber().start();
}

// The protocol wraps what an iterator throws; the codes and the cause are in the error that was thrown.
function unwrapped(error: unknown): GraphQLError {
  const given = graphqlErrorOf(error);
  return given.originalError instanceof GraphQLError ? given.originalError : given;
}

function requestIdOf(args: unknown): string {
  return (args as Partial<LiveArgs> | undefined)?.requestId ?? randomUUID();
}

function tooMany(limit: number): GraphQLError {
  return new GraphQLError(`this socket already has ${limit} operations; complete one of them or open another socket`, { extensions: { code: 'LIMIT_EXCEEDED' } });
}
