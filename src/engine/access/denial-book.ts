// Denied attempts in the audit: each actor's first ones of a minute one by one, the others counted and written as one.
import type { AuditRecord } from '../../domain/audit/audit-entry.ts';
import { countDenial, isDenial, isOver, type DenialCount } from '../../domain/audit/denial.ts';
import { insertAuditEntry } from '../../store/access/audit-write.store.ts';
import type { Connection } from '../../store/database.ts';
import { lastingOf } from '../../store/lasting-connection.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { deniedRecord, type AuditedCommand } from './audit-record.ts';

/** Actors whose attempts are counted at a time; the one whose minute began first makes room for one more, and its count is written. */
export const MAX_DENIED_ACTORS = 10_000;

/** What is remembered of an actor: its count, and the last attempt, which stands for those that were not written down. */
interface Denied {
  readonly count: DenialCount;
  readonly last: AuditRecord;
}

// By database: each call may have an engine of its own, whose statements end with the call.
const BOOKS = new WeakMap<Connection, Map<string, Denied>>();
/** Errors that are in the audit already: one passes several places that would write it. */
const WRITTEN = new WeakSet<Error>();

/**
 * Writes a denied attempt down, in a transaction of its own; other errors are none of its business. Rejects when the database does
 * not take it: the attempt has failed all the same, and is answered as one that met no database.
 */
export async function recordDenial(engine: Engine, context: CommandContext, attempt: AuditedCommand & { readonly error: unknown }): Promise<void> {
  const { error } = attempt;
  if (!isDenial(error, context.actor) || WRITTEN.has(error)) return;
  WRITTEN.add(error);
  const due = count(engine, context.actor.userId, deniedRecord(context, attempt, error.code));
  // Also when the caller has gone: hanging up must not keep an attempt out of the audit.
  for (const record of due) await insertAuditEntry(lastingOf(engine.db), record);
}

/** Writes what was counted in minutes that are over; `all` also what is counted now, when the process ends. */
export async function writeCountedDenials(engine: Engine, options: { readonly all?: boolean } = {}): Promise<void> {
  const book = bookOf(engine);
  for (const [userId, denied] of book) {
    if (options.all !== true && !isOver(denied.count, engine.clock.now())) continue;
    book.delete(userId);
    try {
      for (const record of overdueOf(denied)) await insertAuditEntry(lastingOf(engine.db), record);
    } catch (error) {
      putBack(book, userId, denied); // for the next round
      throw error;
    }
  }
}

/** Counts an attempt, and gives what is to be written now. Nothing is waited for: attempts at the same time must not all find room. */
function count(engine: Engine, userId: string, last: AuditRecord): readonly AuditRecord[] {
  const book = bookOf(engine);
  const before = book.get(userId);
  const now = countDenial(before?.count ?? null, engine.clock.now());
  const due = now.count.since === before?.count.since ? [] : before ? overdueOf(before) : makePlace(book);
  if (now.count.since !== before?.count.since) book.delete(userId); // its minute is the youngest from now on, and so the last to make room
  book.set(userId, { count: now.count, last });
  return now.write ? [...due, last] : due;
}

function makePlace(book: Map<string, Denied>): readonly AuditRecord[] {
  const oldest = book.size < MAX_DENIED_ACTORS ? undefined : book.entries().next().value;
  if (oldest === undefined) return [];
  book.delete(oldest[0]);
  return overdueOf(oldest[1]);
}

function overdueOf({ count: { beyond }, last }: Denied): readonly AuditRecord[] {
  return beyond === 0 ? [] : [{ ...last, attempts: beyond }];
}

function putBack(book: Map<string, Denied>, userId: string, denied: Denied): void {
  const newer = book.get(userId);
  book.set(userId, newer === undefined ? denied : { ...newer, count: { ...newer.count, beyond: newer.count.beyond + denied.count.beyond } });
}

function bookOf(engine: Engine): Map<string, Denied> {
  const db = lastingOf(engine.db);
  const book = BOOKS.get(db) ?? new Map<string, Denied>();
  BOOKS.set(db, book);
  return book;
}
