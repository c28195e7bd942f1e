// Retrying a run.
import { InputType } from 'type-graphql';
import { RunActionInput } from '../run-action.input.ts';

/** Which run. */
@InputType('RetryRunInput', { description: 'Which run to retry.' })
export class RetryRunInput extends RunActionInput {}
