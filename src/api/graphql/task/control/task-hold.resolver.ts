// Mutations that let tasks stand still and go on.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { answerInput, pauseTask, resumeTask } from '../../../../engine/task/pause-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { taskIdOf } from '../command/task-action.input.ts';
import { AnswerInputInput } from './answer-input.input.ts';
import { AnswerInputPayload, PauseTaskPayload, ResumeTaskPayload } from './control.payload.ts';
import { PauseTaskInput } from './pause-task.input.ts';
import { ResumeTaskInput } from './resume-task.input.ts';

/** Pausing, resuming, answering. */
@Resolver()
export class TaskHoldResolver {
  @Mutation(() => PauseTaskPayload, { description: 'Lets a running task come to stand still after its step or iteration. Repeating it never makes it resume. Needs the role operator.' })
  pauseTask(@Arg('input', () => PauseTaskInput, { description: 'Which task.' }) input: PauseTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => pauseTask(ctx.engine, context, { taskId: taskIdOf(input), after: input.after ?? undefined }) });
  }

  @Mutation(() => ResumeTaskPayload, { description: 'Lets a held task go on, or takes back a pause that has not taken effect. Needs the role operator.' })
  resumeTask(@Arg('input', () => ResumeTaskInput, { description: 'Which task.' }) input: ResumeTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => resumeTask(ctx.engine, context, { taskId: taskIdOf(input), failedStep: input.failedStep ?? undefined }) });
  }

  @Mutation(() => AnswerInputPayload, { description: 'Gives a task the input that it asks for; it goes on. Needs the role operator.' })
  answerInput(@Arg('input', () => AnswerInputInput, { description: 'Which task, and the answer.' }) input: AnswerInputInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => answerInput(ctx.engine, context, { taskId: taskIdOf(input), value: input.value ?? null }) });
  }
}
