// Closed sets of phases.
import { PHASE_SECTIONS, PHASE_STATES } from '../../../domain/attempt/phase.ts';
import { stringEnum } from '../string-enum.ts';

/** The part of a task. */
export const PhaseSectionEnum = stringEnum('PhaseSection', PHASE_SECTIONS, {
  description: 'The part of a task that a phase is. A command task has one phase: MAIN 0.',
  values: { prep: 'Before the main part.', main: 'One iteration of the main part.', cleanup: 'After the main part, whatever its result.', node: 'One node of a graph.' },
});

/** Where a phase stands. */
export const PhaseStateEnum = stringEnum('PhaseState', PHASE_STATES, {
  description: 'Where a phase stands.',
  values: { RUNNING: 'It runs.', SUCCEEDED: 'It ended well.', FAILED: 'It ended with an error.', STOPPED: 'It was ended by an order.' },
});
