// Saving a workflow.
import { Field, ID, InputType } from 'type-graphql';
import { CommandInput } from '../mutation/command.input.ts';
import { DefinitionInput } from './definition.input.ts';

/** A workflow to save. */
@InputType('SaveWorkflowInput', { description: 'A workflow to save under a name.' })
export class SaveWorkflowInput extends CommandInput {
  @Field(() => ID, { nullable: true, description: 'Its project; the root project when absent.' })
  projectId?: string | null;

  @Field(() => String, { description: 'Its name, 1 to 255 characters, unique in the project.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for, at most 10,000 characters; taken when the workflow is new.' })
  description?: string | null;

  @Field(() => DefinitionInput, { description: 'The graph of tasks.' })
  definition!: DefinitionInput;
}
