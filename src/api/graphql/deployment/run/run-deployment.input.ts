// Calling a deployment.
import { Field, ID, InputType, Int } from 'type-graphql';
import { DOCUMENT_LIMITS } from '../../../../domain/graph/graph-document.ts';
import { MAX_GRAPH_VALUES } from '../../../../domain/graph/graph-value.ts';
import { CommandInput } from '../../mutation/command.input.ts';
import { DeploymentValueInput } from './deployment-value.input.ts';
import { NodeParametersInput } from './node-parameters.input.ts';
import { WantedOutputInput } from './wanted-output.input.ts';

/** The deployment, what goes in, what is wanted. */
@InputType('RunDeploymentInput', { description: 'Which deployment to run, by its id or its name, the default one when neither is given; and with what.' })
export class RunDeploymentInput extends CommandInput {
  @Field(() => ID, { nullable: true, description: 'Id of the deployment.' })
  deploymentId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its name.' })
  deployment?: string | null;

  @Field(() => [DeploymentValueInput], { description: `What goes in: one value for each input of the workflow, in order, at most ${DOCUMENT_LIMITS.inputs}.` })
  inputs!: DeploymentValueInput[];

  @Field(() => [WantedOutputInput], { nullable: true, description: `What is wanted, in the order in which it is to be answered; at most ${MAX_GRAPH_VALUES} values in all. What the document exposes, else all outputs of its last leaf, when absent.` })
  outputs?: WantedOutputInput[] | null;

  @Field(() => [NodeParametersInput], { nullable: true, description: 'Values of parameters for this run alone.' })
  parameters?: NodeParametersInput[] | null;

  @Field(() => String, { nullable: true, description: 'Name of the run, 1 to 255 characters; that of the deployment when absent.' })
  name?: string | null;

  @Field(() => Int, { nullable: true, description: 'Priority in its queue; 0 when absent.' })
  priority?: number | null;
}
