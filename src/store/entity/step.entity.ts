// The table of steps.
import { defineEntity, p } from '@mikro-orm/core';
import type { JsonValue } from '../../domain/event/event.ts';
import type { StepKind } from '../../domain/steps/step.ts';
import type { StepRecord, StepState } from '../../domain/steps/step-record.ts';

/** One time a step was carried out for one sample; rows equal the domain's `StepRecord` but for its phase's section and index. */
export const StepEntity = defineEntity({
  name: 'Step',
  tableName: 'step',
  properties: {
    id: p.uuid().primary(),
    taskId: p.uuid(),
    generation: p.integer(),
    phaseId: p.uuid(),
    attemptNo: p.integer(),
    path: p.text(),
    sample: p.integer(),
    try: p.integer(),
    kind: p.text().$type<StepKind>(),
    method: p.text(),
    args: p.json<StepRecord['args']>(),
    state: p.text().$type<StepState>(),
    output: p.json<JsonValue>().nullable(),
    error: p.text().nullable(),
    startedAt: p.datetime(3).defaultRaw('now()'),
    endedAt: p.datetime(3).nullable(),
    superseded: p.boolean().default(false),
    ord: p.bigint('number').autoincrement(),
  },
});
