// The table of phases.
import { defineEntity, p } from '@mikro-orm/core';
import type { Phase, PhaseSection, PhaseState } from '../../domain/attempt/phase.ts';

/** One phase of a task's generation; rows equal the domain's `Phase`. */
export const PhaseEntity = defineEntity({
  name: 'Phase',
  tableName: 'phase',
  properties: {
    id: p.uuid().primary(),
    taskId: p.uuid(),
    generation: p.integer(),
    section: p.text().$type<PhaseSection>(),
    index: p.integer(),
    state: p.text().$type<PhaseState>(),
    startedAt: p.datetime(3).defaultRaw('now()'),
    endedAt: p.datetime(3).nullable(),
    parameters: p.json<Phase['parameters']>().nullable(),
    outputs: p.json<Phase['outputs']>().nullable(),
  },
});
