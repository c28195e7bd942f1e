// Commands on a run.
import { Field, ID, InputType } from 'type-graphql';
import { fromGlobalId } from '../global-id.ts';
import { CommandInput } from '../mutation/command.input.ts';

/** The run acted on; each mutation has an input of its own name. */
@InputType('RunActionInput', { description: 'The run that a command acts on.' })
export abstract class RunActionInput extends CommandInput {
  @Field(() => ID, { description: 'The run.' })
  runId!: string;
}

/** The UUID of the run. Throws INVALID with its place. */
export function runIdOf(input: RunActionInput): string {
  return fromGlobalId(input.runId, 'Run', ['runId']);
}
