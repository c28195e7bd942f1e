// Writing the audit, and forgetting what is older than its retention.
import type { AuditRecord } from '../../domain/audit/audit-entry.ts';
import type { Connection, Statement } from '../database.ts';

const INSERT: Statement = {
  name: 'insert-audit-entry',
  text: `INSERT INTO audit_entry (actor_id, actor_name, key_id, action, target_kind, target_id, project_id, outcome, code, reason, request_id, call_id, transport, address, attempts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
};

/** Adds an entry, at the time when the transaction began. */
export async function insertAuditEntry(conn: Connection, record: AuditRecord): Promise<void> {
  const { actorId, actorName, keyId, action, targetKind, targetId, projectId, outcome, code, reason, requestId, callId, transport, address, attempts } = record;
  await conn.query(INSERT, [actorId, actorName, keyId, action, targetKind, targetId, projectId, outcome, code, reason, requestId, callId, transport, address, attempts]);
}

const INSERT_ALL: Statement = {
  name: 'insert-audit-entries',
  text: `INSERT INTO audit_entry (actor_id, actor_name, key_id, action, target_kind, target_id, project_id, outcome, code, reason, request_id, call_id, transport, address, attempts)
    SELECT "actorId", "actorName", "keyId", action, "targetKind", "targetId", "projectId", outcome, code, reason, "requestId", "callId", transport, address, attempts
    FROM jsonb_to_recordset($1::jsonb) AS x (n int, "actorId" uuid, "actorName" text, "keyId" text, action text, "targetKind" text, "targetId" text, "projectId" uuid, outcome text, code text, reason text, "requestId" text, "callId" text, transport text, address text, attempts int) ORDER BY n`,
};

/** Adds entries in their order by one statement. */
export async function insertAuditEntries(conn: Connection, records: readonly AuditRecord[]): Promise<void> {
  await conn.query(INSERT_ALL, [JSON.stringify(records.map((record, n) => ({ n, ...record })))]);
}

/** Entries forgotten by one statement at most. */
export const FORGET_AUDIT_BATCH = 10_000;

const FORGET: Statement = {
  name: 'forget-audit-entries',
  text: `WITH old AS (SELECT at, id FROM audit_entry WHERE at < now() - make_interval(days => $1) ORDER BY at, id LIMIT ${FORGET_AUDIT_BATCH}),
    gone AS (DELETE FROM audit_entry a USING old WHERE a.at = old.at AND a.id = old.id RETURNING 1) SELECT count(*)::int AS n FROM gone`,
};

/** Forgets entries older than the retention, at most `FORGET_AUDIT_BATCH`; gives how many. */
export async function forgetAuditEntries(conn: Connection, days: number): Promise<number> {
  return (await conn.query<{ n: number }>(FORGET, [days]))[0]!.n;
}
