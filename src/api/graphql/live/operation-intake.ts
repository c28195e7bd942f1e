// From the text of an operation to what executes it: caps, validation, checks.
import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Actor } from '../../../domain/access.ts';
import type { CallNotes } from '../../../domain/call-notes.ts';
import type { Traced } from '../../../domain/traced.ts';
import { levelForPlace } from '../event/place-asked.ts';
import { TOO_DEEP, isTooDeep } from '../limit/input-depth.ts';
import { MAX_OPERATION_ID } from './live-limits.ts';
import { originOf } from './live-admission.ts';
import type { LiveSubscriber } from './live-subscriber.ts';
import type { OperationCache, PreparedOperation } from './operation-cache.ts';
import type { SocketSession } from './socket/socket-session.ts';
import { noAnswer } from './socket/socket-operations.ts';
import { nextForm } from './socket/text-frame.ts';
import { type SubscriptionParts, takeSubscription } from './subscription-intake.ts';

/** One operation as the caller wants it run: for checks that depend on variables or on who asks. */
export interface AskedOperation extends Pick<PreparedOperation, 'document' | 'operation'> {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly actor: Actor;
}

/** What the intake works with. */
export interface IntakeParts extends SubscriptionParts {
  readonly operations: OperationCache;
  readonly checkOperation: (operation: AskedOperation) => readonly GraphQLError[];
  readonly traced: Traced | undefined;
}

/** A `subscribe` message with where it came from. */
export interface IncomingOperation {
  readonly id: string;
  readonly payload: SubscribePayload;
  readonly session: SocketSession;
  /** Operations of the socket, this one included. */
  readonly running: number;
  readonly notes: CallNotes;
}

/** Execution arguments with what comes along. */
export interface LiveArgs extends ExecutionArgs {
  readonly requestId: string;
  /** Makes the subscriber; null for queries and mutations. */
  readonly subscriber: (() => LiveSubscriber) | null;
  /** Says, once, whether the answer is still wanted; absent = yes. */
  readonly isWanted?: () => boolean;
}

/** The arguments to execute an operation with, or why it is not executed; never answers when another has got the operation's id meanwhile. */
export async function takeOperation(parts: IntakeParts, incoming: IncomingOperation): Promise<LiveArgs | readonly GraphQLError[]> {
  const isWanted = incoming.session.operations.prepare(incoming.id);
  const taken = await judgeOperation(parts, incoming);
  // A query is still to be executed, and asked for then.
  if ('document' in taken && taken.subscriber === null) return { ...taken, isWanted };
  return isWanted() ? taken : await noAnswer();
}

async function judgeOperation(parts: IntakeParts, incoming: IncomingOperation): Promise<LiveArgs | readonly GraphQLError[]> {
  const { payload, session, running, notes } = incoming;
  const { admission } = session;
  if (!admission) throw new Error('an operation came before its socket was admitted');
  if (incoming.id.length > MAX_OPERATION_ID) return [tooLong(incoming.id.length)];
  if (running > parts.limits.maxOperations) return [tooMany(parts.limits.maxOperations)];
  if (isTooDeep(payload.variables)) return [new GraphQLError(TOO_DEEP, { extensions: { code: 'LIMIT_EXCEEDED' } })];
  const prepared = parts.operations.prepare(payload.query, payload.operationName ?? null);
  if (!('document' in prepared)) return prepared;
  notes.operation = { name: prepared.operation.name?.value ?? null, kind: prepared.operation.operation };
  const asked = { ...prepared, variables: payload.variables ?? {}, actor: admission.actor };
  const refused = parts.checkOperation(asked);
  if (refused.length > 0) return refused;
  const requestId = notes.callId;
  await levelForPlace(prepared.operation, parts.source);
  const args: LiveArgs = {
    schema: parts.tools.schema,
    document: prepared.document,
    operationName: payload.operationName,
    variableValues: asked.variables,
    contextValue: parts.tools.contextFor({ actor: asked.actor, requestId, origin: originOf(admission, { callId: requestId, address: session.request.socket.remoteAddress ?? null }), notes }),
    requestId,
    subscriber: null,
  };
  if (!prepared.shared) return args;
  const asSubscriber = { form: nextForm(incoming.id), outlet: session.outlet.frames, shared: prepared.shared, variables: asked.variables, admission };
  const open = (): ReturnType<typeof takeSubscription> => takeSubscription(parts, args, asSubscriber);
  const subscriber = await (parts.traced ? parts.traced({ name: 'subscription opening', isServer: true }, open) : open());
  return typeof subscriber === 'function' ? { ...args, subscriber: () => session.operations.keep(subscriber()) } : subscriber;
}

function tooLong(length: number): GraphQLError {
  return new GraphQLError(`the id of this operation has ${length} characters, at most ${MAX_OPERATION_ID} are allowed; a number or a UUID will do`, { extensions: { code: 'LIMIT_EXCEEDED' } });
}

function tooMany(limit: number): GraphQLError {
  return new GraphQLError(`this socket already has ${limit} operations; complete one of them or open another socket`, { extensions: { code: 'LIMIT_EXCEEDED' } });
}
