// The nodes of a graph that are under way when its attempt ends: each is closed with it, and told of in an event of its own.
import type { PhaseState } from '../../../domain/attempt/phase.ts';
import type { LiveAttempt } from '../../../store/write/ending.store.ts';
import { emitTask, type TaskScope } from '../../task/task-change.ts';
import type { Work } from '../../work.ts';
import { phaseData, stepData } from '../step-data.ts';

/** Tells what becomes of them; before the event of the end itself, which has room for one phase and one step. */
export function emitOpenNodes(work: Work, task: TaskScope, of: { readonly live: LiveAttempt; readonly state: PhaseState }): void {
  const { openNodes, attemptGeneration: generation, attemptOrdinal: attemptNo } = of.live;
  for (const { phase, step } of openNodes ?? []) {
    if (step) emitTask(work, 'task.step', task, { step: stepData({ ...step, state: 'UNKNOWN' }), generation, attemptNo });
    emitTask(work, 'task.phase', task, { phase: phaseData({ ...phase, state: of.state }), generation, attemptNo });
  }
}
