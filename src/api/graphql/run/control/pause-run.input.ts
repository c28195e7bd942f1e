// Pausing a run.
import { InputType } from 'type-graphql';
import { RunActionInput } from '../run-action.input.ts';

/** Which run. */
@InputType('PauseRunInput', { description: 'Which run to pause.' })
export class PauseRunInput extends RunActionInput {}
