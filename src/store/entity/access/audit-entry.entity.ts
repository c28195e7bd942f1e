// The table of the audit: one row for each command, and for denied attempts.
import { defineEntity, p } from '@mikro-orm/core';
import type { AuditOutcome } from '../../../domain/audit/audit-entry.ts';
import type { AuditTargetKind } from '../../../domain/audit/audit-target.ts';
import type { Transport } from '../../../domain/call.ts';

/** One entry. Rows are only ever added, and taken away when they are older than the retention. */
export const AuditEntryEntity = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entry',
  properties: {
    at: p.datetime(3).primary().defaultRaw('now()'),
    id: p.bigint('number').primary().autoincrement(),
    actorId: p.uuid(),
    actorName: p.text(),
    keyId: p.text().nullable(),
    action: p.text(),
    targetKind: p.text().$type<AuditTargetKind>().nullable(),
    targetId: p.text().nullable(),
    projectId: p.uuid().nullable(),
    outcome: p.text().$type<AuditOutcome>(),
    code: p.text().nullable(),
    reason: p.text().nullable(),
    requestId: p.text().nullable(),
    callId: p.text().nullable(),
    transport: p.text().$type<Transport>(),
    address: p.text().nullable(),
    attempts: p.integer().default(1),
  },
});
