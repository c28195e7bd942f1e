// The mutation that edits tasks.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { ContentPatchInput } from '../../../../domain/task/content/content-patch.ts';
import { parametersAt, withParameters } from '../../../../domain/task/content/hyperparams.ts';
import { editTask } from '../../../../engine/task/edit/edit-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { optionalId } from '../../global-id.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { taskIdOf } from '../command/task-action.input.ts';
import { EditTaskPayload } from '../command/task.payload.ts';
import { EditTaskInput } from './edit-task.input.ts';

/** Editing. */
@Resolver()
export class TaskEditingResolver {
  @Mutation(() => EditTaskPayload, {
    description: 'Changes what is written about a task and what its program is given. What concerns its program needs a task that is created, or force: NOT_DRAFT otherwise; a public task is FORBIDDEN. Needs the role operator, at both places when it moves.',
  })
  editTask(@Arg('input', () => EditTaskInput, { description: 'Which task, and what to change.' }) input: EditTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => (await editTask(ctx.engine, context, { taskId: taskIdOf(input), patch: patchOf(input), force: input.force === true || input.hyperparameters == null })).outcome });
  }
}

function patchOf({ name, comment, tags, type, parentId, projectId, hyperparameters }: EditTaskInput): ContentPatchInput {
  return {
    name: name ?? undefined, comment: comment ?? undefined, tags: tags ?? undefined, type: type ?? undefined,
    parentId: optionalId(parentId, 'Task', ['parentId']), projectId: optionalId(projectId, 'Project', ['projectId']),
    hyperparams: hyperparameters == null ? undefined : withParameters({}, parametersAt(hyperparameters, ['hyperparameters']), 'all'),
  };
}
