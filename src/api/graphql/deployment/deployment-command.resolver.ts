// Mutations that make, change and delete deployments.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { deleteDeployment } from '../../../engine/deployment/delete-deployment.service.ts';
import { deployWorkflow } from '../../../engine/deployment/deploy-workflow.service.ts';
import { updateDeployment } from '../../../engine/deployment/update-deployment.service.ts';
import type { ApiContext } from '../context.ts';
import { fromGlobalId, optionalId } from '../global-id.ts';
import { carryOut } from '../mutation/carry-out.ts';
import type { PayloadRecord } from '../mutation/payload.type.ts';
import { DeleteDeploymentInput } from './delete-deployment.input.ts';
import { DeployWorkflowInput } from './deploy-workflow.input.ts';
import { DeleteDeploymentPayload, DeployWorkflowPayload, UpdateDeploymentPayload } from './deployment.payload.ts';
import { withEveryFault } from './document-faults.ts';
import { givenDocument, givenName } from './given-document.ts';
import { UpdateDeploymentInput, updateOf } from './update-deployment.input.ts';

/** `deployWorkflow`, `updateDeployment` and `deleteDeployment`. */
@Resolver()
export class DeploymentCommandResolver {
  @Mutation(() => DeployWorkflowPayload, {
    description: 'Makes the deployment of a name, or gives it another version of its workflow. Everything as it was changes nothing. Each fault of the document is a user error of its own: unknown algorithms and parameters, connections and types that cannot be, cycles. Needs the role operator in the project.',
  })
  async deployWorkflow(@Arg('input', () => DeployWorkflowInput, { description: 'The document, and how it is served.' }) input: DeployWorkflowInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    let document: unknown;
    const payload = await carryOut(ctx, {
      subject: 'deployment',
      input,
      command: async (context) => {
        document = await givenDocument(input);
        return deployWorkflow(ctx.engine, context, { ...servedOf(input), name: givenName(input.name, document), document });
      },
    });
    return withEveryFault(ctx, payload, { document, member: input.file == null ? 'document' : 'file' });
  }

  @Mutation(() => UpdateDeploymentPayload, { description: 'Changes which version a deployment serves, and how. Runs that were called before are not changed. Needs the role operator in its project.' })
  updateDeployment(@Arg('input', () => UpdateDeploymentInput, { description: 'What is to be different.' }) input: UpdateDeploymentInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'deployment', input, command: async (context) => updateDeployment(ctx.engine, context, updateOf(input)) });
  }

  @Mutation(() => DeleteDeploymentPayload, { description: 'Deletes a deployment: its name is free, and nothing answers by it any more. Its runs go on to their end, and its workflow stays. Needs the role operator in its project.' })
  deleteDeployment(@Arg('input', () => DeleteDeploymentInput, { description: 'Which deployment.' }) input: DeleteDeploymentInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const command = async (context: Parameters<typeof deleteDeployment>[1]) => deleteDeployment(ctx.engine, context, { deploymentId: fromGlobalId(input.deploymentId, 'Deployment', ['deploymentId']) });
    return carryOut(ctx, { subject: 'deployment', input, command });
  }
}

function servedOf(input: DeployWorkflowInput): Omit<Parameters<typeof deployWorkflow>[2], 'name' | 'document'> {
  return {
    projectId: optionalId(input.projectId, 'Project', ['projectId']),
    queueId: optionalId(input.queueId, 'Queue', ['queueId']),
    description: input.description ?? undefined,
    followsLatest: input.followsLatest ?? undefined,
    isDefault: input.isDefault ?? undefined,
    resultTtlSeconds: input.resultTtlSeconds ?? undefined,
    timeoutSeconds: input.timeoutSeconds ?? undefined,
    memoryMib: input.memoryMib ?? undefined,
  };
}
