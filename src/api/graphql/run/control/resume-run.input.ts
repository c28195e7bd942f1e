// Resuming a run.
import { InputType } from 'type-graphql';
import { RunActionInput } from '../run-action.input.ts';

/** Which run. */
@InputType('ResumeRunInput', { description: 'Which run to resume.' })
export class ResumeRunInput extends RunActionInput {}
