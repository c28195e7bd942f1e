// The table of grants: what users may do in some projects only.
import { defineEntity, p } from '@mikro-orm/core';
import type { PersonRole } from '../../../domain/access.ts';

/** One grant; it counts for a user whose role does not hold everywhere. */
export const GrantEntity = defineEntity({
  name: 'Grant',
  tableName: 'grant',
  properties: {
    userId: p.uuid().primary(),
    path: p.text().primary(),
    role: p.text().$type<PersonRole>(),
    createdAt: p.datetime(3).defaultRaw('now()'),
  },
});
