// Reads of steps.
import type { StepRecord } from '../../../domain/steps/step-record.ts';
import type { Connection } from '../../database.ts';
import { StepEntity } from '../../entity/step.entity.ts';
import type { ChildListing } from '../child-listing.ts';
import { loadBy, type Reach } from '../listing.ts';
import { selectList } from '../select-list.ts';
import { REACH_OF_TASK } from '../task-listing.ts';

const FROM = 'step t JOIN phase ON phase.id = t.phase_id';
const SELECT = `${selectList(StepEntity, 't')}, phase.section, phase.index`;

/** Records of a phase in the order of their making, superseded ones included. */
export const STEPS_OF_PHASES: ChildListing = {
  name: 'step',
  from: FROM,
  select: SELECT,
  base: null,
  reach: REACH_OF_TASK,
  parent: 't.phase_id',
  order: [{ property: 'ord', column: 't.ord', type: 'integer', descending: false }],
};

const LOAD = loadBy(STEPS_OF_PHASES);

/** Records by id; absent ones and those out of reach are left out. */
export function loadSteps(connection: Connection, ids: readonly string[], reach: Reach): Promise<StepRecord[]> {
  return LOAD<StepRecord>(connection, ids, reach);
}
