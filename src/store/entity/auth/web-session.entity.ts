// The table of sessions of people; the tokens themselves are stored nowhere.
import { defineEntity, p } from '@mikro-orm/core';
import type { Role } from '../../../domain/access.ts';

/** One session; `id` is a hash, `keyId` the access key it was opened with, `epoch` that of its user at the opening. */
export const WebSessionEntity = defineEntity({
  name: 'WebSession',
  tableName: 'web_session',
  properties: {
    id: p.text().primary(),
    userId: p.uuid(),
    keyId: p.text().nullable(),
    roleCap: p.text().$type<Role>(),
    epoch: p.integer(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    expiresAt: p.datetime(3),
    lastUsedAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
  },
});
