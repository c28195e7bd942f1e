// The table of runner sessions: one row each time a runner introduced itself.
import { defineEntity, p } from '@mikro-orm/core';

/** One session; `reportN` is the highest report number on record, `staleWrites` counts refused late writes. */
export const RunnerSessionEntity = defineEntity({
  name: 'RunnerSession',
  tableName: 'runner_session',
  properties: {
    id: p.uuid().primary(),
    runnerId: p.uuid(),
    reportN: p.bigint('number').default(0),
    startedAt: p.datetime(3).defaultRaw('now()'),
    endedAt: p.datetime(3).nullable(),
    staleWrites: p.bigint('number').default(0),
  },
});
