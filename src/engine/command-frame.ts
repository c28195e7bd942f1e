// The frame of every command: role, repeats by request id, one transaction, the outcome as data.
import { requireRole, type Role } from '../domain/access.ts';
import type { CommandOutcome } from '../domain/outcome.ts';
import { adviceOf, type RefusalCode, type Verdict } from '../domain/task/verdict.ts';
import { auditOutcome } from './access/audit-record.ts';
import { recordDenial } from './access/denial-book.ts';
import { enterGate, type Gate } from './access/lock-check.ts';
import { firstOutcome, recordedOutcome, requestOf } from './command-request.ts';
import type { CommandContext, Engine } from './engine.ts';
import { requireStorable } from './storable.ts';
import { inTransaction, type Work } from './work.ts';

/** What the body of a command says: its outcome but for the place in the log. */
export type BodyOutcome = Omit<CommandOutcome, 'seq'>;

/** A command: what it is called and given (the same request id with another of these is a conflict), and what it does. */
export interface Command {
  readonly op: string;
  readonly input: unknown;
  readonly role?: Role;
  /** How it passes the gate of locks. @default 'PASS' */
  readonly gate?: Gate;
  readonly body: (work: Work) => Promise<BodyOutcome>;
}

/**
 * Runs a command once for its request id; a repeat within the retention gets the first outcome and changes nothing. Its outcome goes
 * into the audit with its effect; so does an attempt that is denied for want of a role, a place or the key of a lock.
 */
export async function runCommand(engine: Engine, context: CommandContext, command: Command): Promise<CommandOutcome> {
  try {
    return await carriedOut(engine, context, command);
  } catch (error) {
    await recordDenial(engine, context, { op: command.op, input: command.input, error });
    throw error;
  }
}

async function carriedOut(engine: Engine, context: CommandContext, command: Command): Promise<CommandOutcome> {
  const { role = 'operator', gate = 'PASS' } = command;
  requireRole(context.actor, role);
  requireStorable(command.input);
  const request = requestOf(context, command);
  const options = { op: command.op, actorId: context.actor.userId, requestId: context.requestId, command: { context, role } };
  const { value, events } = await inTransaction(engine, options, async (work) => {
    enterGate(work, gate);
    if (!request) return auditedOutcome(work, command);
    return (await firstOutcome(work, request)) ?? (await recordedOutcome(work, request, await auditedOutcome(work, command)));
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

async function auditedOutcome(work: Work, command: Command): Promise<BodyOutcome> {
  const outcome = await command.body(work);
  auditOutcome(work, command, outcome);
  return outcome;
}
