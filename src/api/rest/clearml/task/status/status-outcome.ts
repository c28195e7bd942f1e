// Refusals of calls that move tasks, as the callers of the dialect are told of them.
import type { CommandOutcome } from '../../../../../domain/outcome.ts';
import { refusedAs, unlessRefused, type RefusalCodes } from '../../queue/refused-as.ts';
import type { ClearmlError } from '../../clearml-error.ts';

/** Gives the outcome back, also of a command that had nothing to do; throws the error of the dialect for one that was refused. */
export function unlessUnmoved(outcome: CommandOutcome): CommandOutcome {
  return unlessRefused(outcome, CODES);
}

/** The error of a move that was refused, or that had nothing to do where that is an error. */
export function unmoved(outcome: CommandOutcome): ClearmlError {
  return refusedAs(outcome, CODES);
}

/** Whatever is not named here is about the status of the task. */
const CODES: RefusalCodes = {
  UNKNOWN_STATUS: 'STATUS_UNKNOWN',
  HAS_PUBLISHED: 'TASK_CANNOT_BE_DELETED',
  NOT_ARCHIVED: 'TASK_CANNOT_BE_DELETED',
  RUN_OPEN: 'TASK_CANNOT_BE_DELETED',
  ALREADY_QUEUED: 'ALREADY_QUEUED',
  QUEUE_CLOSED: 'NOT_IN_QUEUE',
  KIND_NOT_ACCEPTED: 'NOT_IN_QUEUE',
  BLOCKED: 'TASK',
  RUN_ENDED: 'TASK',
  RUN_PAUSED: 'TASK',
  NOT_SUPPORTED: 'TASK',
  NOT_SUPPORTED_BY_RUNNER: 'TASK',
};
