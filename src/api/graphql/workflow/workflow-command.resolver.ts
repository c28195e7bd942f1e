// Mutations of workflows.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { saveWorkflow } from '../../../engine/run/workflow.service.ts';
import type { ApiContext } from '../context.ts';
import { optionalId } from '../global-id.ts';
import { carryOut } from '../mutation/carry-out.ts';
import { type PayloadRecord, payloadType } from '../mutation/payload.type.ts';
import { definitionOf } from './definition.input.ts';
import { SaveWorkflowInput } from './save-workflow.input.ts';
import { WorkflowType } from './workflow.type.ts';

/** Answer of saveWorkflow. */
export const SaveWorkflowPayload = payloadType('SaveWorkflow', { field: 'workflow', type: () => WorkflowType });

/** Saving workflows. */
@Resolver()
export class WorkflowCommandResolver {
  @Mutation(() => SaveWorkflowPayload, {
    description: 'Makes the workflow of a name, or adds a version to it. The same definition as the newest version changes nothing. Needs the role operator.',
  })
  saveWorkflow(@Arg('input', () => SaveWorkflowInput, { description: 'The workflow.' }) input: SaveWorkflowInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'workflow', input, command: async (context) => saveWorkflow(ctx.engine, context, savedOf(input)) });
  }
}

function savedOf(input: SaveWorkflowInput): Parameters<typeof saveWorkflow>[2] {
  const projectId = optionalId(input.projectId, 'Project', ['projectId']);
  return { projectId, name: input.name, description: input.description ?? undefined, definition: definitionOf(input.definition) };
}
