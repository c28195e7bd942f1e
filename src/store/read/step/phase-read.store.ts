// Reads of phases; the variables of their samples, which may be megabytes, are read apart.
import type { Phase, PhaseRecord } from '../../../domain/attempt/phase.ts';
import type { Connection, Statement } from '../../database.ts';
import { PhaseEntity } from '../../entity/phase.entity.ts';
import type { ChildListing } from '../child-listing.ts';
import { loadStatement } from '../listing.ts';
import { selectList } from '../select-list.ts';

/** Phases of a task's present generation in the order in which they began; ids grow with time. */
export const PHASES_OF_TASKS: ChildListing = {
  name: 'phase',
  from: 'phase t',
  select: selectList(PhaseEntity, 't', ['parameters', 'outputs']),
  base: '(t.task_id, t.generation) = (SELECT k.id, k.generation FROM task k WHERE k.id = t.task_id)',
  parent: 't.task_id',
  order: [{ property: 'id', column: 't.id', type: 'uuid', descending: false }],
};

const LOAD = loadStatement({ ...PHASES_OF_TASKS, base: null });

/** Phases of any generation by id; absent ones are left out. */
export function loadPhases(connection: Connection, ids: readonly string[]): Promise<PhaseRecord[]> {
  return connection.query<PhaseRecord>(LOAD, [ids]);
}

/** The variables that the samples of a phase began and ended with. */
export type PhaseContexts = Pick<Phase, 'id' | 'parameters' | 'outputs'>;

const CONTEXTS: Statement = { name: 'phase_contexts', text: 'SELECT id, parameters, outputs FROM phase WHERE id = ANY($1::uuid[]) LIMIT cardinality($1::uuid[])' };

/** The variables of phases by id. */
export function loadPhaseContexts(connection: Connection, ids: readonly string[]): Promise<PhaseContexts[]> {
  return connection.query<PhaseContexts>(CONTEXTS, [ids]);
}
