// The table of drafts: one unsaved workflow a user.
import { defineEntity, p } from '@mikro-orm/core';
import type { JsonValue } from '../../domain/event/event.ts';

/** What a user is editing; `version` grows with each save. */
export const DraftEntity = defineEntity({
  name: 'Draft',
  tableName: 'draft',
  properties: {
    userId: p.uuid().primary(),
    body: p.json<{ readonly [key: string]: JsonValue }>(),
    version: p.integer().default(1),
    updatedAt: p.datetime(3).defaultRaw('now()'),
  },
});
