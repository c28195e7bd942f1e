// The frame of every command: role, repeats by request id, one transaction, the outcome as data.
import { createHash } from 'node:crypto';
import { requireRole, type Role } from '../domain/access.ts';
import { DomainError } from '../domain/errors.ts';
import type { CommandOutcome } from '../domain/outcome.ts';
import { adviceOf, type RefusalCode, type Verdict } from '../domain/task/verdict.ts';
import { insertEvents } from '../store/event/write-event.store.ts';
import { finishRequest, readRequest, takeRequest } from '../store/write/request.store.ts';
import { MAX_REQUEST_ID, type CommandContext, type Engine } from './engine.ts';
import { requireStorable } from './storable.ts';
import { inTransaction, send, type Work } from './work.ts';

/** What the body of a command says: its outcome but for the place in the log. */
export type BodyOutcome = Omit<CommandOutcome, 'seq'>;

/** A command: what it is called and given (the same request id with another of these is a conflict), and what it does. */
export interface Command {
  readonly op: string;
  readonly input: unknown;
  readonly role?: Role;
  readonly body: (work: Work) => Promise<BodyOutcome>;
}

/** Runs a command once for its request id; a repeat within the retention gets the first outcome and changes nothing. */
export async function runCommand(engine: Engine, context: CommandContext, command: Command): Promise<CommandOutcome> {
  const { role = 'operator' } = command;
  requireRole(context.actor, role);
  requireStorable(command.input);
  const request = requestOf(context, command);
  const options = { op: command.op, actorId: context.actor.userId, requestId: context.requestId, command: { context, role } };
  const { value, events } = await inTransaction(engine, options, async (work) => {
    if (!request) return command.body(work);
    return (await firstOutcome(work, request)) ?? (await recordedOutcome(work, request, await command.body(work)));
  });
  return { seq: events.at(-1)?.seq ?? null, ...value };
}

/** Done. */
export function accepted(subjectId: string): BodyOutcome {
  return { result: 'ACCEPTED', code: null, message: null, subjectId };
}

/** Refused with a reason. */
export function refused(subjectId: string, code: RefusalCode): BodyOutcome {
  return { result: 'REFUSED', code, message: adviceOf(code), subjectId };
}

/** Nothing to do. */
export function noop(subjectId: string, code: RefusalCode): BodyOutcome {
  return { result: 'NOOP', code, message: adviceOf(code), subjectId };
}

/** The outcome of a verdict other than GO; null for GO. */
export function outcomeOf(subjectId: string, verdict: Verdict): BodyOutcome | null {
  if (verdict.kind === 'GO') return null;
  return verdict.kind === 'NOOP' ? noop(subjectId, verdict.code) : refused(subjectId, verdict.code);
}

interface Request {
  readonly actorId: string;
  readonly requestId: string;
  readonly op: string;
  readonly inputHash: string;
}

function requestOf(context: CommandContext, command: Command): Request | null {
  const { requestId, actor } = context;
  if (requestId == null) return null;
  if (typeof requestId !== 'string' || requestId.length === 0 || requestId.length > MAX_REQUEST_ID || /[^\x20-\x7e]/.test(requestId)) {
    throw new DomainError('INVALID', `requestId: must have 1 to ${MAX_REQUEST_ID} printable ASCII characters`, { path: ['requestId'] });
  }
  return { actorId: actor.userId, requestId, op: command.op, inputHash: hashOf(command.input) };
}

/** The outcome is on record in the transaction of its effect, so its place in the log must be known before the commit. */
async function recordedOutcome(work: Work, request: Request, body: BodyOutcome): Promise<CommandOutcome> {
  work.appended.push(...(await insertEvents(work.tx, work.events.splice(0))));
  const outcome = { ...body, seq: work.appended.at(-1)?.seq ?? null };
  send(finishRequest(work.tx, request, outcome));
  return outcome;
}

async function firstOutcome(work: Work, request: Request): Promise<CommandOutcome | null> {
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
