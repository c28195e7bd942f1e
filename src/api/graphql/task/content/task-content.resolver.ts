// Fields of tasks that show what is written about them and what their programs are given.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Artifact } from '../../../../domain/task/content/artifact.ts';
import { type Configuration, listedConfigurations } from '../../../../domain/task/content/configuration.ts';
import { listedParameters, type Parameter } from '../../../../domain/task/content/hyperparams.ts';
import type { ListedTask } from '../../../../domain/task/task.ts';
import type { ApiContext } from '../../context.ts';
import { TaskType } from '../task.type.ts';
import { TaskArtifactType } from './task-artifact.type.ts';
import { TaskConfigurationType } from './task-configuration.type.ts';
import { TaskParameterType } from './task-parameter.type.ts';

/** What a task is made of beside its spec; read when it is asked for. */
@Resolver(() => TaskType)
export class TaskContentResolver {
  @FieldResolver(() => TaskType, { nullable: true, description: 'The task that it belongs to for its people; null when there is none, or when that one has been deleted or may not be seen.' })
  parent(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<ListedTask | null> | null {
    return task.parentId === null || task.parentDeleted ? null : loaders.task.load(task.parentId);
  }

  @FieldResolver(() => String, { description: 'What is said about it; may be empty.' })
  async comment(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<string> {
    return (await loaders.docOfTask.load(task.id))?.comment ?? '';
  }

  @FieldResolver(() => [TaskParameterType], { description: 'Its hyperparameters by section and name, at most 20,000 in each section.' })
  async hyperparameters(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<readonly Parameter[]> {
    return listedParameters((await loaders.docOfTask.load(task.id))?.hyperparams ?? {});
  }

  @FieldResolver(() => [TaskConfigurationType], { description: 'Its configurations by name, at most 20,000.' })
  async configuration(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<readonly Configuration[]> {
    return listedConfigurations((await loaders.docOfTask.load(task.id))?.configuration ?? {});
  }

  @FieldResolver(() => [TaskArtifactType], { description: 'Its artifacts by key, at most 5,000: those of its present generation.' })
  artifacts(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<readonly Artifact[]> {
    return loaders.artifactsOfTask.load(task);
  }
}
