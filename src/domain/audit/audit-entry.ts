// Entries of the audit: who commanded what, by which way, and what came of it.
import type { Transport } from '../call.ts';
import type { AuditTargetKind } from './audit-target.ts';

/** What came of a command. DENIED = the caller may not do it, or a lock keeps it back: nothing was looked at any further. */
export const AUDIT_OUTCOMES = ['ACCEPTED', 'NOOP', 'REFUSED', 'DENIED'] as const;
/** What came of a command. */
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** Longest reason that is kept, in characters; reasons of commands are no longer. */
export const MAX_AUDIT_REASON = 1_000;

/** What is written down of a command; never its input, which may hold secrets. */
export interface AuditRecord {
  /** All zeros for the command line, which is no user. */
  readonly actorId: string;
  /** As it was then; users may be renamed. For the command line the account of the machine. */
  readonly actorName: string;
  readonly keyId: string | null;
  /** Name of the command, for example `enqueueTask`. */
  readonly action: string;
  readonly targetKind: AuditTargetKind | null;
  /** What it acted on or made; null when a denied one named nothing. */
  readonly targetId: string | null;
  readonly projectId: string | null;
  readonly outcome: AuditOutcome;
  /** Why it was refused or did nothing; null when it was accepted. */
  readonly code: string | null;
  /** The caller's own reason. */
  readonly reason: string | null;
  /** The client's id of the command. */
  readonly requestId: string | null;
  /** The server's id of the call, as in its log; null for calls from inside. */
  readonly callId: string | null;
  readonly transport: Transport;
  readonly address: string | null;
  /** How many attempts it stands for: more than one for denied attempts beyond `MAX_DENIALS_PER_MINUTE`. */
  readonly attempts: number;
}

/** An entry as stored. */
export interface AuditEntry extends AuditRecord {
  readonly id: number;
  /** When the command began, by the database's clock. */
  readonly at: Date;
}
