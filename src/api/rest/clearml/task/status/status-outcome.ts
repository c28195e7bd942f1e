// Outcomes of commands as the callers of the dialect are told of them.
import type { CommandOutcome } from '../../../../../domain/outcome.ts';
import type { RefusalCode } from '../../../../../domain/task/verdict.ts';
import { ClearmlError, type ClearmlCode } from '../../clearml-error.ts';

/** Gives the outcome back, also of a command that had nothing to do; throws the error of the dialect for one that was refused. */
export function unlessRefused(outcome: CommandOutcome): CommandOutcome {
  if (outcome.result === 'REFUSED') throw refused(outcome);
  return outcome;
}

/** The error of a command that was refused, or that had nothing to do where that is an error. */
export function refused({ code, message }: CommandOutcome): ClearmlError {
  return new ClearmlError(CODES[code!] ?? 'TASK_STATUS', message ?? 'the task cannot be moved there');
}

/** What is told of a refusal; whatever is not named here is about the status of the task. */
const CODES: { readonly [Code in RefusalCode]?: ClearmlCode } = {
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
