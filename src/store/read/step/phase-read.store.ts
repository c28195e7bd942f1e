// Reads of phases; the variables of their samples, which may be megabytes, are read apart.
import type { Phase, PhaseRecord } from '../../../domain/attempt/phase.ts';
import type { Connection, Statement } from '../../database.ts';
import { PhaseEntity } from '../../entity/phase.entity.ts';
import type { ChildListing } from '../child-listing.ts';
import { loadBy, type Reach } from '../listing.ts';
import { selectList } from '../select-list.ts';
import { REACH_OF_TASK } from '../task-listing.ts';

/** Phases of a task's present generation in the order in which they began; ids grow with time. */
export const PHASES_OF_TASKS: ChildListing = {
  name: 'phase',
  from: 'phase t',
  select: selectList(PhaseEntity, 't', ['parameters', 'outputs']),
  base: '(t.task_id, t.generation) = (SELECT k.id, k.generation FROM task k WHERE k.id = t.task_id)',
  reach: REACH_OF_TASK,
  parent: 't.task_id',
  order: [{ property: 'id', column: 't.id', type: 'uuid', descending: false }],
};

const LOAD = loadBy({ ...PHASES_OF_TASKS, base: null });

/** Phases of any generation by id; absent ones and those out of reach are left out. */
export function loadPhases(connection: Connection, ids: readonly string[], reach: Reach): Promise<PhaseRecord[]> {
  return LOAD<PhaseRecord>(connection, ids, reach);
}

/** The variables that the samples of a phase began and ended with. */
export type PhaseContexts = Pick<Phase, 'id' | 'parameters' | 'outputs'>;

const CONTEXTS: Statement = { name: 'phase_contexts', text: 'SELECT id, parameters, outputs FROM phase WHERE id = ANY($1::uuid[]) LIMIT cardinality($1::uuid[])' };

/** The variables of phases by id. */
export function loadPhaseContexts(connection: Connection, ids: readonly string[]): Promise<PhaseContexts[]> {
  return connection.query<PhaseContexts>(CONTEXTS, [ids]);
}
