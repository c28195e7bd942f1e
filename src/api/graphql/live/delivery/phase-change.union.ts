// Changes of phases, of whatever has phases.
import { createUnionType } from 'type-graphql';
import { TaskPhaseChangeType } from './task-phase-change.type.ts';

/** GraphQL `PhaseChange`. */
export const PhaseChangeUnion = createUnionType({
  name: 'PhaseChange',
  description: 'A change of a phase. New members are added over time (worker groups of a cluster have phases too): clients must tolerate them.',
  types: () => [TaskPhaseChangeType] as const,
  resolveType: () => 'TaskPhaseChange',
});
