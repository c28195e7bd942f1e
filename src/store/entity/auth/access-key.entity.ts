// The table of access keys; only hashes of secrets are stored.
import { defineEntity, p } from '@mikro-orm/core';
import type { Role } from '../../../domain/access.ts';

/** One key; `roleCap` limits the role of its user, `revokedAt` ends it. */
export const AccessKeyEntity = defineEntity({
  name: 'AccessKey',
  tableName: 'access_key',
  properties: {
    id: p.text().primary(),
    secretHash: p.text(),
    userId: p.uuid(),
    label: p.text().default(''),
    roleCap: p.text().$type<Role>(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    lastUsedAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
  },
});
