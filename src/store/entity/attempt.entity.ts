// The table of attempts.
import { defineEntity, p } from '@mikro-orm/core';
import type { AttemptOutcome, AttemptState, Failure, Fence } from '../../domain/attempt/attempt.ts';
import type { JsonValue } from '../../domain/event/event.ts';

/** One try at a task; rows equal the domain's `Attempt` plus what hand-outs to external workers need. */
export const AttemptEntity = defineEntity({
  name: 'Attempt',
  tableName: 'attempt',
  properties: {
    id: p.uuid().primary(),
    taskId: p.uuid(),
    generation: p.integer(),
    no: p.integer(),
    fence: p.text().$type<Fence>(),
    state: p.text().$type<AttemptState>(),
    runnerId: p.uuid().nullable(),
    sessionId: p.uuid().nullable(),
    epoch: p.integer(),
    claimedAt: p.datetime(3).defaultRaw('now()'),
    startedAt: p.datetime(3).nullable(),
    endedAt: p.datetime(3).nullable(),
    outcome: p.text().$type<AttemptOutcome>().nullable(),
    failure: p.text().$type<Failure>().nullable(),
    exitCode: p.integer().nullable(),
    signal: p.text().nullable(),
    message: p.text().default(''),
    lastSeenAt: p.datetime(3).nullable(),
    returnedItem: p.json<JsonValue>().nullable(),
  },
});
