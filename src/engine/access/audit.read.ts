// Reading the audit and the locks.
import { requireEverywhere, requireRole, type Actor } from '../../domain/access.ts';
import type { AuditEntry } from '../../domain/audit/audit-entry.ts';
import { MAX_TARGET_ID } from '../../domain/audit/audit-target.ts';
import { isHiddenLock } from '../../domain/lock/lab-lock.ts';
import { optional, textAt } from '../../domain/input/check.ts';
import { MAX_NAME } from '../../domain/input/spec-input.ts';
import { auditCount, auditPage, type AuditFilter } from '../../store/access/audit-list.store.ts';
import { locksHeld, type HeldLock } from '../../store/access/lab-lock.store.ts';
import { keysetPage, pageOf, type Page, type PageRequest } from '../read/page.ts';
import type { CursorCodec, ListScope } from '../read/page-cursor.ts';
import type { Reading } from '../read/list.read.ts';

export type { AuditFilter } from '../../store/access/audit-list.store.ts';

/** Entries of the audit, newest first. Needs the role admin in every project. Throws INVALID and CURSOR_INVALID. */
export async function listAudit(engine: Reading, actor: Actor, request: { readonly filter: AuditFilter; readonly page: PageRequest }): Promise<Page<AuditEntry>> {
  requireEverywhere(actor, 'admin');
  const filter = {
    ...request.filter,
    action: optional(request.filter.action, (text) => textAt(text, ['filter', 'action'], { max: MAX_NAME }), undefined),
    targetId: optional(request.filter.targetId, (text) => textAt(text, ['filter', 'target'], { max: MAX_TARGET_ID }), undefined),
  };
  const page = keysetPage(request.page, SCOPE);
  return pageOf(await auditPage(engine.db, filter, page), { scope: SCOPE, page, count: () => auditCount(engine.db, filter) });
}

/** A lock as everybody may see it. */
export type ShownLock = Omit<HeldLock, 'keyHash'>;

/** The locks that hold now, oldest first: at most `MAX_LOCKS`. Needs the role viewer; locks on projects that the caller cannot see are left out. */
export async function listLocks(engine: Reading, actor: Actor): Promise<readonly ShownLock[]> {
  requireRole(actor, 'viewer');
  const held = await locksHeld(engine.db);
  return held.filter((lock) => !isHiddenLock(lock, actor)).map(({ keyHash: _key, ...lock }) => lock);
}

const CURSOR = /^a1\.(\d{1,15})\.(\d{1,15})$/;

/** A place in time: the same in every filter, so that who narrows a list may go on from where he was. */
const CODEC: CursorCodec = {
  encode: (row) => Buffer.from(`a1.${(row as AuditEntry).at.getTime()}.${(row as AuditEntry).id}`).toString('base64url'),
  decode: (text) => {
    const found = text.length > 60 ? null : CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1'));
    return found ? [Number(found[1]), Number(found[2])] : null;
  },
};

const SCOPE: ListScope = { name: 'audit', filter: null, order: [], codec: CODEC };
