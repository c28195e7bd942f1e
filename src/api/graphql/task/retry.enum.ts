// From where an ended task is done again.
import { RETRY_FROM } from '../../../domain/task/retry-from.ts';
import { stringEnum } from '../string-enum.ts';

/** From where a task is done again. */
export const RetryFromEnum = stringEnum('RetryFrom', RETRY_FROM, {
  description: 'From where an ended task is done again.',
  values: {
    FAILED: 'What did not succeed; what did is not repeated.',
    STEP: 'A step and everything after it.',
    START: 'Everything, as a new generation.',
  },
});
