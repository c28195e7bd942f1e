// Changes of users, keys and grants from the command line, which the audit tells of as of any other command.
import { targetKindOf } from '../../domain/audit/audit-target.ts';
import { uuidv7 } from '../../domain/uuid.ts';
import { LOCAL_USER } from '../../engine/seed.ts';
import { insertAuditEntry } from '../../store/access/audit-write.store.ts';
import type { Connection, Database } from '../../store/database.ts';
import { ensureUser } from '../../store/write/user-write.store.ts';

/**
 * Makes the change in one transaction with its entry. `work` gives the id of what it changed, and may run again when PostgreSQL asks
 * for it. Who has the machine and its settings is the user `local`, as in open mode; no server need have made that user before.
 * @param action the name of the command by which the API does the same
 */
export async function auditedChange(db: Database, action: string, work: (tx: Connection) => Promise<string>): Promise<void> {
  await db.transaction(async (tx) => {
    const targetId = await work(tx);
    const actorId = await ensureUser(tx, { id: uuidv7(), name: LOCAL_USER, role: 'admin' });
    await insertAuditEntry(tx, {
      actorId, actorName: LOCAL_USER, keyId: null, action, targetKind: targetKindOf(action), targetId, projectId: null, outcome: 'ACCEPTED',
      code: null, reason: null, requestId: null, callId: null, transport: 'COMMAND_LINE', address: null, attempts: 1,
    });
  });
}
