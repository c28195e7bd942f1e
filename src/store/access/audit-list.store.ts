// Reading the audit: newest first, by whoever acted, what was acted on, what was done and when.
import type { AuditEntry, AuditOutcome } from '../../domain/audit/audit-entry.ts';
import type { Connection, Statement } from '../database.ts';
import { AuditEntryEntity } from '../entity/access/audit-entry.entity.ts';
import { type RowKey, type KeysetPage, type RowPage, rowPage, SqlParameters } from '../read/keyset.ts';
import { COUNT_CAP } from '../read/listing.ts';
import { selectList } from '../read/select-list.ts';

/** Which entries; what is absent does not matter. */
export interface AuditFilter {
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly targetId?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  /** From this time on. */
  readonly since?: Date | undefined;
  /** Before this time. */
  readonly until?: Date | undefined;
}

const SELECT = selectList(AuditEntryEntity, 't');

/** One page. The key of a row is its time in milliseconds and its number; there is an index for each part of the filter that leads to few rows. */
export async function auditPage(conn: Connection, filter: AuditFilter, page: KeysetPage): Promise<RowPage<AuditEntry>> {
  const parameters = new SqlParameters();
  const where = conditionsOf(filter, parameters);
  if (page.after !== null) where.push(`(t.at, t.id) < ${keyOf(page.after, parameters)}`);
  if (page.before !== null) where.push(`(t.at, t.id) > ${keyOf(page.before, parameters)}`);
  const direction = page.backward ? 'ASC' : 'DESC';
  const text = `SELECT ${SELECT} FROM audit_entry t${whereOf(where)} ORDER BY t.at ${direction}, t.id ${direction} LIMIT ${parameters.add(page.limit + 1)}`;
  return rowPage(await conn.query<AuditEntry>(unprepared(text), parameters.values), page);
}

/** How many there are, at most `COUNT_CAP`. */
export async function auditCount(conn: Connection, filter: AuditFilter): Promise<number> {
  const parameters = new SqlParameters();
  const where = conditionsOf(filter, parameters);
  const text = `SELECT count(*)::int AS n FROM (SELECT FROM audit_entry t${whereOf(where)} LIMIT ${COUNT_CAP}) counted`;
  return (await conn.query<{ n: number }>(unprepared(text), parameters.values))[0]!.n;
}

function conditionsOf(filter: AuditFilter, parameters: SqlParameters): string[] {
  const { actorId, action, targetId, outcome, since, until } = filter;
  return [
    ...(actorId === undefined ? [] : [`t.actor_id = ${parameters.add(actorId)}`]),
    ...(action === undefined ? [] : [`t.action = ${parameters.add(action)}`]),
    ...(targetId === undefined ? [] : [`t.target_id = ${parameters.add(targetId)}`]),
    // Accepted ones are most of all: they have no index, and the others must say so to be found by theirs.
    ...(outcome === undefined ? [] : [`t.outcome = ${parameters.add(outcome)}${outcome === 'ACCEPTED' ? '' : ` AND t.outcome <> 'ACCEPTED'`}`]),
    ...(since === undefined ? [] : [`t.at >= ${parameters.add(since)}`]),
    ...(until === undefined ? [] : [`t.at < ${parameters.add(until)}`]),
  ];
}

function keyOf(key: RowKey, parameters: SqlParameters): string {
  return `(to_timestamp(${parameters.add(key[0])}::bigint / 1000.0)::timestamptz(3), ${parameters.add(key[1])}::bigint)`;
}

function whereOf(where: readonly string[]): string {
  return where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`;
}

// Asked for rarely and in many shapes: planned for its values each time, and kept prepared on no connection.
function unprepared(text: string): Statement {
  return { name: '', text };
}
