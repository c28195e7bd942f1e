// Enqueueing a run.
import { InputType } from 'type-graphql';
import { RunActionInput } from './run-action.input.ts';

/** Which run. */
@InputType('EnqueueRunInput', { description: 'Which run to enqueue.' })
export class EnqueueRunInput extends RunActionInput {}
