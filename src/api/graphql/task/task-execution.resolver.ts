// Fields of tasks that show how they are executed.
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Attempt } from '../../../domain/attempt/attempt.ts';
import type { PhaseRecord } from '../../../domain/attempt/phase.ts';
import type { QueueItem } from '../../../domain/queue/queue.ts';
import type { StepRecord } from '../../../domain/steps/step-record.ts';
import type { OfferedCommand } from '../../../domain/task/command.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import { AttemptConnection, AttemptType } from '../attempt/attempt.type.ts';
import { PhaseConnection } from '../attempt/phase.type.ts';
import type { ApiContext } from '../context.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { PageArgs } from '../page/page.args.ts';
import { QueueItemType } from '../queue/queue-item.type.ts';
import { StepType } from '../steps/step.type.ts';
import { commandsOf, mayBeBlocked } from './allowed-commands.ts';
import { TaskCommandEnum } from './task.enum.ts';
import { TaskType } from './task.type.ts';

/** Waiting, running, what may be done with it. */
@Resolver(() => TaskType)
export class TaskExecutionResolver {
  @FieldResolver(() => QueueItemType, { nullable: true, description: 'Its place in a queue; null when it waits in none.' })
  queueItem(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<QueueItem | null> | null {
    return task.status === 'queued' ? loaders.queueItemOfTask.load(task.id) : null;
  }

  @FieldResolver(() => AttemptType, { nullable: true, description: 'Its live attempt; null when none is.' })
  currentAttempt(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<Attempt | null> {
    return loaders.liveAttemptOfTask.load(task.id);
  }

  @FieldResolver(() => AttemptConnection, { description: 'Its attempts, the newest first, over all generations.' })
  async attempts(@Root() task: ListedTask, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<Attempt>> {
    return connectionOf(await loaders.attemptsOfTask.load(task.id, args));
  }

  @FieldResolver(() => PhaseConnection, { description: 'The phases of its present generation, in the order in which they began.' })
  async phases(@Root() task: ListedTask, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<PhaseRecord>> {
    return connectionOf(await loaders.phasesOfTask.load(task.id, args));
  }

  @FieldResolver(() => StepType, { nullable: true, description: 'The step that it is held at; null when it is not held at one.' })
  holdStep(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<StepRecord | null> | null {
    return task.holdStepId === null ? null : loaders.step.load(task.holdStepId);
  }

  @FieldResolver(() => [TaskType], { description: 'Tasks of its run that it needs and that have not succeeded, at most 100; empty while it is queued or runs.' })
  blockedBy(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<readonly ListedTask[]> | readonly ListedTask[] {
    return mayBeBlocked(task) ? loaders.blockersOfTask.load(task.id) : [];
  }

  @FieldResolver(() => [TaskCommandEnum], { description: 'Commands that it would accept now. Its queue or its run may still refuse one.' })
  allowedCommands(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<readonly OfferedCommand[]> {
    return commandsOf(task, loaders);
  }
}
