// The table of locks on parts of the lab; a lock that is released is gone, the audit tells of it.
import { defineEntity, p } from '@mikro-orm/core';
import type { LockKind } from '../../../domain/lock/lab-lock.ts';

/** One lock; `keyHash` is the SHA-256 of its key, `until` null when it ends only by being released. */
export const LabLockEntity = defineEntity({
  name: 'LabLock',
  tableName: 'lab_lock',
  properties: {
    id: p.uuid().primary(),
    kind: p.text().$type<LockKind>(),
    path: p.text().nullable(),
    queueId: p.uuid().nullable(),
    deck: p.text().nullable(),
    holderId: p.uuid(),
    holderName: p.text(),
    note: p.text().default(''),
    keyHash: p.text(),
    since: p.datetime(3).defaultRaw('now()'),
    until: p.datetime(3).nullable(),
  },
});
