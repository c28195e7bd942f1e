// The table of people and service accounts.
import { defineEntity, p } from '@mikro-orm/core';
import type { Role } from '../../../domain/access.ts';

/**
 * One user; `passwordHash` is null for those who come with keys or tokens only, `everywhere` false for those whose grants alone count,
 * `subject` names those of a provider of tokens there.
 */
export const UserEntity = defineEntity({
  name: 'User',
  tableName: 'user',
  properties: {
    id: p.uuid().primary(),
    name: p.text().unique(),
    role: p.text().$type<Role>(),
    passwordHash: p.text().nullable(),
    tokenEpoch: p.integer().default(0),
    createdAt: p.datetime(3).defaultRaw('now()'),
    everywhere: p.boolean().default(true),
    disabledAt: p.datetime(3).nullable(),
    subject: p.text().nullable().unique(),
    seenAt: p.datetime(3).nullable(),
  },
});
