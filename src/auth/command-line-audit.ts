// The audit of what is done from the machine of the server: by nobody that the database knows, with a right to the database of its own.
import { userInfo } from 'node:os';
import { targetKindOf } from '../domain/audit/audit-target.ts';
import { insertAuditEntry } from '../store/access/audit-write.store.ts';
import type { Connection } from '../store/database.ts';

/** Id of the actor of the command line in the audit: no user has it. */
export const COMMAND_LINE_ACTOR = '00000000-0000-0000-0000-000000000000';

/** What was done, by the name of the command of the API that does the same, and the id of what it was done to. */
export interface CommandLineDeed {
  readonly action: string;
  readonly targetId: string;
}

/** Writes the entry in the transaction of the deed. Its actor is the account of the machine. */
export async function recordDeed(tx: Connection, { action, targetId }: CommandLineDeed): Promise<void> {
  const nowhere = { keyId: null, projectId: null, reason: null, requestId: null, callId: null, address: null } as const;
  const how = { outcome: 'ACCEPTED', code: null, transport: 'COMMAND_LINE', attempts: 1 } as const;
  await insertAuditEntry(tx, { actorId: COMMAND_LINE_ACTOR, actorName: accountName(), action, targetKind: targetKindOf(action), targetId, ...nowhere, ...how });
}

/** The name of the account that the process runs under; its number where it has no name, as in some containers. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`; // no entry in the list of accounts
  }
}
