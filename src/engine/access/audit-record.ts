// What the audit gets to know of a command that was carried out or came to nothing.
import { MAX_AUDIT_REASON, type AuditRecord } from '../../domain/audit/audit-entry.ts';
import { namedTarget, targetKindOf } from '../../domain/audit/audit-target.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { insertAuditEntry } from '../../store/access/audit-write.store.ts';
import { MAX_REQUEST_ID, type CommandContext } from '../engine.ts';
import { send, type Work } from '../work.ts';

/** A command as the audit sees it; of its input the reason and the name of a thing are kept, nothing else. */
export interface AuditedCommand {
  readonly op: string;
  readonly input: unknown;
}

/** Writes the entry of an outcome in the transaction of its effect, without waiting for it. */
export function auditOutcome(work: Work, command: AuditedCommand, outcome: Omit<CommandOutcome, 'seq'>): void {
  if (work.command === null) return;
  const { context, projectId = null } = work.command;
  const { result, code, subjectId } = outcome;
  const ofEvents = work.events.find((event) => event.projectId !== null)?.projectId ?? null;
  const target = { targetKind: targetKindOf(command.op), targetId: subjectId, projectId: projectId ?? ofEvents };
  send(insertAuditEntry(work.tx, { ...callOf(context, command), ...target, outcome: result, code, attempts: 1 }));
}

/** The entry of a command that was carried out in one transaction with others. */
export function acceptedRecord(context: CommandContext, command: AuditedCommand, of: Pick<AuditRecord, 'targetId' | 'projectId'>): AuditRecord {
  return { ...callOf(context, command), ...of, targetKind: targetKindOf(command.op), outcome: 'ACCEPTED', code: null, attempts: 1 };
}

/** The entry of a denied attempt. */
export function deniedRecord(context: CommandContext, command: AuditedCommand, code: string): AuditRecord {
  const named = namedTarget(command.input);
  return { ...callOf(context, command), targetKind: named?.kind ?? null, targetId: named?.id ?? null, projectId: null, outcome: 'DENIED', code, attempts: 1 };
}

function callOf({ actor, requestId, origin }: CommandContext, command: AuditedCommand) {
  const { keyId = null, callId = null, transport = 'INSIDE' as const, address = null } = origin ?? {};
  return { actorId: actor.userId, actorName: actor.name, keyId, action: command.op, reason: reasonOf(command.input), requestId: keepable(requestId, MAX_REQUEST_ID), callId, transport, address };
}

// The note of a lock is the reason for it.
function reasonOf(input: unknown): string | null {
  const { reason, note } = (input ?? {}) as { readonly reason?: unknown; readonly note?: unknown };
  return keepable(reason ?? note, MAX_AUDIT_REASON);
}

// A denied attempt was not checked: what PostgreSQL could not store, or is longer than it may be, is not kept.
function keepable(text: unknown, max: number): string | null {
  return typeof text === 'string' && text !== '' && text.length <= max && !text.includes('\0') && text.isWellFormed() ? text : null;
}
