// Commands of the engine that were refused, as errors of a call.
import type { CommandOutcome } from '../../../../domain/outcome.ts';
import type { RefusalCode } from '../../../../domain/task/verdict.ts';
import { type ClearmlCode, ClearmlError } from '../clearml-error.ts';

/** The outcome unless it was refused, or did nothing for a reason that `codes` names; throws the code of the reason, TASK_STATUS for one that is not there. */
export function unlessRefused(outcome: CommandOutcome, codes: { readonly [code in RefusalCode]?: ClearmlCode }): CommandOutcome {
  const code = outcome.code === null ? undefined : codes[outcome.code];
  if (outcome.result !== 'REFUSED' && code === undefined) return outcome;
  throw new ClearmlError(code ?? 'TASK_STATUS', outcome.message ?? 'the call was refused');
}
