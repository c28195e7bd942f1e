// Closed sets of steps tasks.
import { STEP_KINDS, VARIABLE_TYPES } from '../../../domain/steps/step.ts';
import { STEP_STATES } from '../../../domain/steps/step-record.ts';
import { STEP_ERROR_POLICIES, type SampleSource } from '../../../domain/steps/steps-spec.ts';
import { stringEnum } from '../string-enum.ts';

const SOURCES: readonly SampleSource['kind'][] = ['REPEAT', 'ROWS'];

/** Kinds of step. */
export const StepKindEnum = stringEnum('StepKind', STEP_KINDS, {
  description: 'What a step does.',
  asWritten: true,
  values: {
    call: 'Calls a method of an instrument.',
    wait: 'Waits.',
    pause: 'Stands still until somebody resumes the task.',
    comment: 'Writes a line to the output.',
    input: 'Stands still until somebody answers; the answer becomes a variable.',
    variable: 'Sets a variable.',
    math: 'Sets a variable to a number.',
    if: 'Chooses between steps, for each sample by itself.',
    while: 'Repeats steps for all samples whose condition still holds.',
    repeat: 'Repeats steps a number of times, for each sample by itself.',
    workflow: 'Runs the main steps of another workflow with variables of their own.',
  },
});

/** Types of variables. */
export const VariableTypeEnum = stringEnum('VariableType', VARIABLE_TYPES, {
  description: 'What a variable or an input is cast to.',
  asWritten: true,
  values: { int: 'A whole number.', float: 'A number.', bool: 'True or false.', str: 'A text.' },
});

/** What happens when a step fails. */
export const StepErrorPolicyEnum = stringEnum('StepErrorPolicy', STEP_ERROR_POLICIES, {
  description: 'What happens when a step fails.',
  values: { HOLD: 'The task stands still and asks.', FAIL: 'The cleanup runs and the task fails.' },
});

/** Where samples come from. */
export const SampleSourceKindEnum = stringEnum('SampleSourceKind', SOURCES, {
  description: 'Where the samples of a steps task come from.',
  values: { REPEAT: 'A number of iterations of empty samples.', ROWS: 'One sample a row.' },
});

/** Where the record of a step stands. */
export const StepStateEnum = stringEnum('StepState', STEP_STATES, {
  description: 'Where the record of a step stands. All but RUNNING are final; another try is another record.',
  values: {
    RUNNING: 'Begun, not ended.',
    SUCCEEDED: 'Done.',
    FAILED: 'It failed; `error` says how.',
    SKIPPED: 'Left out by a choice of somebody.',
    UNKNOWN: 'Nobody knows: its runner was lost, or the call abandoned, meanwhile.',
  },
});
