// Repeats: a command with a request id has one effect, and its outcome is on record for whoever sends it again.
import { createHash } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';
import type { CommandOutcome } from '../domain/outcome.ts';
import { insertEvents } from '../store/event/write-event.store.ts';
import { finishRequest, readRequest, takeRequest } from '../store/write/request.store.ts';
import { MAX_REQUEST_ID, type CommandContext } from './engine.ts';
import { send, type Work } from './work.ts';

/** One use of a request id by an actor: repeats of the same command with the same input are told by the hash. */
export interface Request {
  readonly actorId: string;
  readonly requestId: string;
  readonly op: string;
  readonly inputHash: string;
}

/** The request of a command; null when it carries no id. Throws INVALID. */
export function requestOf(context: CommandContext, command: { readonly op: string; readonly input: unknown }): Request | null {
  const { requestId, actor } = context;
  if (requestId == null) return null;
  if (typeof requestId !== 'string' || requestId.length === 0 || requestId.length > MAX_REQUEST_ID || /[^\x20-\x7e]/.test(requestId)) {
    throw new DomainError('INVALID', `requestId: must have 1 to ${MAX_REQUEST_ID} printable ASCII characters`, { path: ['requestId'] });
  }
  return { actorId: actor.userId, requestId, op: command.op, inputHash: hashOf(command.input) };
}

/** The outcome is on record in the transaction of its effect, so its place in the log must be known before the commit. */
export async function recordedOutcome(work: Work, request: Request, body: Omit<CommandOutcome, 'seq'>): Promise<CommandOutcome> {
  work.appended.push(...(await insertEvents(work.tx, work.events.splice(0))));
  const outcome = { ...body, seq: work.appended.at(-1)?.seq ?? null };
  send(finishRequest(work.tx, request, outcome));
  return outcome;
}

/** What the request came to when it was first made; null when this is the first time. Throws IDEMPOTENCY_CONFLICT. */
export async function firstOutcome(work: Work, request: Request): Promise<CommandOutcome | null> {
  if (await takeRequest(work.tx, request)) return null;
  const first = await readRequest(work.tx, request.actorId, request.requestId);
  if (first?.outcome && first.op === request.op && first.inputHash === request.inputHash) return first.outcome;
  throw new DomainError('IDEMPOTENCY_CONFLICT', `requestId ${request.requestId} was used for another ${first?.op ?? 'request'}: use a new id for a new request`, { path: ['requestId'] });
}

/** SHA-256 of the JSON with sorted keys, so that the order of fields makes no difference. */
export function hashOf(input: unknown): string {
  return createHash('sha256').update(canonicalJson(input)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  ) ?? 'null';
}
