// Mutations of projects.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { createProject } from '../../../engine/project/create-project.service.ts';
import type { ApiContext } from '../context.ts';
import { carryOut } from '../mutation/carry-out.ts';
import { type PayloadRecord, payloadType } from '../mutation/payload.type.ts';
import { CreateProjectInput } from './create-project.input.ts';
import { ProjectType } from './project.type.ts';

/** Answer of createProject. */
export const CreateProjectPayload = payloadType('CreateProject', { field: 'project', type: () => ProjectType });

/** Making projects. */
@Resolver()
export class ProjectCommandResolver {
  @Mutation(() => CreateProjectPayload, { description: 'Makes a project, and those above it that are missing. Needs the role operator at the path above it.' })
  createProject(@Arg('input', () => CreateProjectInput, { description: 'The new project.' }) input: CreateProjectInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { path, description } = input;
    return carryOut(ctx, { subject: 'project', input, command: (context) => createProject(ctx.engine, context, { path, description: description ?? undefined }) });
  }
}
