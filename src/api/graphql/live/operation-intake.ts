// From the text of an operation to what executes it: caps, validation, checks.
import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { countedBy } from '../../../domain/call.ts';
import type { CallNotes } from '../../../domain/call-notes.ts';
import type { Traced } from '../../../domain/traced.ts';
import { levelForPlace } from '../event/place-asked.ts';
import type { OperationLimits } from '../limit/operation-limits.ts';
import { MAX_OPERATION_ID } from './live-limits.ts';
import { type Admission, originOf } from './live-admission.ts';
import type { LiveSubscriber } from './live-subscriber.ts';
import type { PreparedOperation } from './operation-cache.ts';
import type { SocketSession } from './socket/socket-session.ts';
import { noAnswer } from './socket/socket-operations.ts';
import { nextForm } from './socket/text-frame.ts';
import { type SubscriptionParts, takeSubscription } from './subscription-intake.ts';

/** What the intake works with. */
export interface IntakeParts extends SubscriptionParts {
  readonly operationLimits: OperationLimits;
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
  /** To be called when a query or mutation was executed. */
  readonly onDone?: () => void;
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
  const { id, payload, session, running, notes } = incoming;
  const { admission } = session;
  if (!admission) throw new Error('an operation came before its socket was admitted');
  if (id.length > MAX_OPERATION_ID) return [tooLong(id.length)];
  if (running > parts.limits.maxOperations) return [tooMany(parts.limits.maxOperations)];
  const prepared = prepare(parts, payload, admission);
  if (!('document' in prepared)) return prepared;
  const { document, operation, shared } = prepared;
  notes.operation = { name: operation.name?.value ?? null, kind: operation.operation };
  const variables = payload.variables ?? {};
  const verdict = parts.operationLimits.judge({ document, operation, variables, actor: admission.actor, countedBy: countedBy({ actor: admission.actor, keyId: admission.keyId ?? null }) });
  if (!verdict.ok) return verdict.errors;
  await levelForPlace(operation, parts.source);
  const requestId = notes.callId;
  const clock = shared ? null : parts.operationLimits.startClock();
  const origin = originOf(admission, { callId: requestId, address: session.request.socket.remoteAddress ?? null });
  const contextValue = parts.tools.contextFor({ actor: admission.actor, requestId, origin, notes, bill: verdict.bill, ...(clock ? { signal: clock.signal } : {}) });
  const args: LiveArgs = { schema: parts.tools.schema, document, operationName: payload.operationName, variableValues: variables, contextValue, requestId, subscriber: null };
  if (!shared) return { ...args, ...(clock ? { onDone: session.operations.time(id, clock) } : {}) };
  const asSubscriber = { form: nextForm(id), outlet: session.outlet.frames, shared, variables, admission };
  const open = (): ReturnType<typeof takeSubscription> => takeSubscription(parts, args, asSubscriber);
  const subscriber = await (parts.traced ? parts.traced({ name: 'subscription opening', isServer: true }, open) : open());
  return typeof subscriber === 'function' ? { ...args, subscriber: () => session.operations.keep(subscriber()) } : subscriber;
}

// The protocol wants a text as query; who sends a documentId sends an empty one.
function prepare({ operationLimits }: IntakeParts, payload: SubscribePayload, { actor, keyId }: Admission): PreparedOperation | readonly GraphQLError[] {
  const text = operationLimits.door(payload);
  const prepared = text instanceof GraphQLError ? [text] : operationLimits.operations.prepare(text ?? '', payload.operationName ?? null);
  if (!('document' in prepared)) operationLimits.fine(countedBy({ actor, keyId: keyId ?? null }));
  return prepared;
}

function tooLong(length: number): GraphQLError {
  return new GraphQLError(`the id of this operation has ${length} characters, at most ${MAX_OPERATION_ID} are allowed; a number or a UUID will do`, { extensions: { code: 'LIMIT_EXCEEDED' } });
}

function tooMany(limit: number): GraphQLError {
  return new GraphQLError(`this socket already has ${limit} operations; complete one of them or open another socket`, { extensions: { code: 'LIMIT_EXCEEDED' } });
}
