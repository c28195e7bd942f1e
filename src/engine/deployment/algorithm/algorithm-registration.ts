// Algorithms of runners: several may offer one, when they mean the same.
import type { AlgorithmDescription } from '../../../domain/graph/algorithm.ts';
import { invalid } from '../../../domain/input/check.ts';
import { conflictingAlgorithm } from '../../../store/read/deployment/offered-algorithm.store.ts';
import type { Work } from '../../work.ts';

/** Throws INVALID when another living runner describes one of the algorithms in another way: which of the two carried out a node would be chance. */
export async function requireNoConflict(work: Work, runnerId: string, algorithms: readonly AlgorithmDescription[]): Promise<void> {
  if (algorithms.length === 0) return;
  const conflict = await conflictingAlgorithm(work.tx, runnerId, algorithms);
  if (conflict === undefined) return;
  const { runner, algorithm } = conflict;
  const at = String(algorithms.findIndex(({ name }) => name === algorithm));
  invalid(['algorithms', at], `the runner ${runner} offers an algorithm ${algorithm} with other inputs, outputs, parameters or another description; stop it first, or give this one another name`);
}
