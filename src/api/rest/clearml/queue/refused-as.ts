// Commands of the engine that were refused, as errors of a call.
import type { CommandOutcome } from '../../../../domain/outcome.ts';
import type { RefusalCode } from '../../../../domain/task/verdict.ts';
import { type ClearmlCode, ClearmlError } from '../clearml-error.ts';

/** What is told for which reason; TASK_STATUS for one that is not there. */
export type RefusalCodes = { readonly [code in RefusalCode]?: ClearmlCode };

/** The outcome unless it was refused, or did nothing for a reason that `codes` names; throws the code of the reason. */
export function unlessRefused(outcome: CommandOutcome, codes: RefusalCodes): CommandOutcome {
  if (outcome.result !== 'REFUSED' && (outcome.code === null || codes[outcome.code] === undefined)) return outcome;
  throw refusedAs(outcome, codes);
}

/** The error of a command that was refused, or that had nothing to do where that is an error. */
export function refusedAs({ code, message }: CommandOutcome, codes: RefusalCodes): ClearmlError {
  return new ClearmlError((code === null ? undefined : codes[code]) ?? 'TASK_STATUS', message ?? 'the call was refused');
}
