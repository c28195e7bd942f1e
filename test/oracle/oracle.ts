// The oracle: judges a database, its event log and what clients saw against every invariant, in one snapshot.
import { replay, type Replay } from '../../src/domain/event/replay.ts';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import type { Connection } from '../../src/store/database.ts';
import type { EventFilter } from '../../src/store/event/event-filter.store.ts';
import { nothingLost } from './invariant/i1-nothing-lost.ts';
import { oneLiveAttempt } from './invariant/i2-one-live-attempt.ts';
import { tableOfChanges } from './invariant/i3-table-of-changes.ts';
import { logRebuildsRows } from './invariant/i4-log-rebuilds-rows.ts';
import { everyEventOnce } from './invariant/i5-every-event-once.ts';
import { staleWritesRefused } from './invariant/i6-stale-writes.ts';
import { oneEffect } from './invariant/i7-one-effect.ts';
import { leasesHold } from './invariant/i8-leases.ts';
import { pausedQueues } from './invariant/i9-paused-queues.ts';
import { claimOrder } from './invariant/i10-claim-order.ts';
import { abortsEnd } from './invariant/i11-aborts-end.ts';
import { nothingRepeated } from './invariant/i12-nothing-repeated.ts';
import { noOrphans } from './invariant/i13-no-orphans.ts';
import { emptySpools } from './invariant/i14-empty-spools.ts';
import { notYetJudged } from './invariant/not-yet-judged.ts';
import type { OracleReport } from './oracle-report.ts';
import { readRows, type OracleRows } from './oracle-rows.ts';

/** What one subscriber saw of the log. */
export interface ClientSight {
  readonly name: string;
  /** It resumed after this event; null when it began with whatever came next. */
  readonly after: number | null;
  /** It says that it has seen everything up to here. */
  readonly sawUpTo: number;
  readonly events: readonly { readonly seq: number; readonly kind: string; readonly subjectId: string }[];
  /** What it subscribed to; everything when absent. */
  readonly filter?: Omit<EventFilter, 'reach'>;
}

/** What the caller knows and the database cannot. */
export interface Expectations {
  /** Ids of tasks and runs whose creation was answered ACCEPTED. */
  readonly accepted?: readonly string[];
  /** Outcomes that clients got, by request id: all of one id must be the same. */
  readonly outcomes?: readonly { readonly actorId: string; readonly requestId: string; readonly outcome: CommandOutcome }[];
  /** Writes of attempts that were another's by then: as many must have been refused. */
  readonly staleWrites?: number;
  /** Seconds that a live attempt may outlast its lease before somebody must have ended it. */
  readonly sweepSeconds?: number;
  /** Seconds within which an ordered task must have ended. */
  readonly endSeconds?: number;
  /** True when nothing but claims touched the items of queues while claims went on: then nobody else can have locked them, and the order is judged claim by claim. */
  readonly claimsOnly?: boolean;
  /** Process groups that must have no process left. */
  readonly processGroups?: readonly number[];
  /** Directories that must hold nothing, or not exist. */
  readonly spools?: readonly string[];
}

/** What is judged. */
export interface OracleOptions {
  readonly db: Connection;
  readonly clients?: readonly ClientSight[];
  readonly expectations?: Expectations;
}

/** What each check gets to see. */
export interface Sight {
  readonly rows: OracleRows;
  /** What the log tells; null when its beginning has been dropped. */
  readonly told: Replay | null;
  readonly clients: readonly ClientSight[];
  readonly expectations: Expectations;
}

const CHECKS = [
  nothingLost, oneLiveAttempt, tableOfChanges, logRebuildsRows, everyEventOnce, staleWritesRefused, oneEffect, leasesHold, pausedQueues, claimOrder, abortsEnd, nothingRepeated, noOrphans, emptySpools,
];

/** Judges. The database is read in one statement; commands may go on meanwhile. */
export async function oracle(options: OracleOptions): Promise<OracleReport> {
  const rows = await readRows(options.db);
  const told = rows.floor > 0 ? null : replay(rows.events);
  const sight: Sight = { rows, told, clients: options.clients ?? [], expectations: options.expectations ?? {} };
  const checks = [...CHECKS.map((check) => check(sight)), ...notYetJudged()];
  return { content: checks.every((check) => check.violations.length === 0), checks };
}
