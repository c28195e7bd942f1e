// Fields of tasks that show what they belong to.
import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Project } from '../../../domain/project.ts';
import type { Queue } from '../../../domain/queue/queue.ts';
import type { Run } from '../../../domain/run/run.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { mustLoad } from '../page/noun-read.ts';
import { ProjectType } from '../project/project.type.ts';
import { QueueType } from '../queue/queue.type.ts';
import { RunType } from '../run/run.type.ts';
import { TaskType } from './task.type.ts';

/** What a task belongs to. */
@Resolver(() => TaskType)
export class TaskResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() task: ListedTask): string {
    return toGlobalId('Task', task.id);
  }

  @FieldResolver(() => ProjectType, { description: 'Its project.' })
  project(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<Project> {
    return mustLoad(loaders.project, task.projectId);
  }

  @FieldResolver(() => RunType, { nullable: true, description: 'The run that owns it; null for tasks on their own.' })
  run(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<Run | null> | null {
    return task.runId === null ? null : loaders.run.load(task.runId);
  }

  @FieldResolver(() => QueueType, { nullable: true, description: 'The queue it waits in or last waited in.' })
  queue(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<Queue | null> | null {
    return task.queueId === null ? null : loaders.queue.load(task.queueId);
  }

  @FieldResolver(() => TaskType, { nullable: true, description: 'The task it was cloned from, if it was and that one still exists.' })
  clonedFrom(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<ListedTask | null> | null {
    return task.clonedFrom === null ? null : loaders.task.load(task.clonedFrom);
  }
}
