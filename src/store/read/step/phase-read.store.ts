// Reads of phases.
import type { Phase } from '../../../domain/attempt/phase.ts';
import type { Connection } from '../../database.ts';
import { PhaseEntity } from '../../entity/phase.entity.ts';
import type { ChildListing } from '../child-listing.ts';
import { loadStatement } from '../listing.ts';
import { selectList } from '../select-list.ts';

/** Phases of a task's present generation in the order in which they began; ids grow with time. */
export const PHASES_OF_TASKS: ChildListing = {
  name: 'phase',
  from: 'phase t',
  select: selectList(PhaseEntity, 't'),
  base: '(t.task_id, t.generation) = (SELECT k.id, k.generation FROM task k WHERE k.id = t.task_id)',
  parent: 't.task_id',
  order: [{ property: 'id', column: 't.id', type: 'uuid', descending: false }],
};

const LOAD = loadStatement({ ...PHASES_OF_TASKS, base: null });

/** Phases of any generation by id; absent ones are left out. */
export function loadPhases(connection: Connection, ids: readonly string[]): Promise<Phase[]> {
  return connection.query<Phase>(LOAD, [ids]);
}
