// Which deployment to delete.
import { Field, ID, InputType } from 'type-graphql';
import { CommandInput } from '../mutation/command.input.ts';

/** The deployment. */
@InputType('DeleteDeploymentInput', { description: 'Which deployment to delete.' })
export class DeleteDeploymentInput extends CommandInput {
  @Field(() => ID, { description: 'Id of the deployment.' })
  deploymentId!: string;
}
