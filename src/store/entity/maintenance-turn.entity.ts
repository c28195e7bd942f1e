// The table of turns: when each kind of recurring work was last taken on, by whatever server.
import { defineEntity, p } from '@mikro-orm/core';

/** One row for each kind of work; empty after a crash of PostgreSQL, which makes every turn due. */
export const MaintenanceTurnEntity = defineEntity({
  name: 'MaintenanceTurn',
  tableName: 'maintenance_turn',
  properties: {
    work: p.text().primary(),
    takenAt: p.datetime(3),
  },
});
