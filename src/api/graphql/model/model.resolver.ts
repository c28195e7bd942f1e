// Fields of models that need a read.
import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Model } from '../../../domain/model/model.ts';
import type { Project } from '../../../domain/project.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { mustLoad } from '../page/noun-read.ts';
import { ProjectType } from '../project/project.type.ts';
import { TaskType } from '../task/task.type.ts';
import { ModelType } from './model.type.ts';

/** Id, and what it belongs to. */
@Resolver(() => ModelType)
export class ModelResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() model: Model): string {
    return toGlobalId('Model', model.id);
  }

  @FieldResolver(() => ProjectType, { description: 'The project it belongs to, by which access to it is judged.' })
  project(@Root() model: Model, @Ctx() { loaders }: ApiContext): Promise<Project> {
    return mustLoad(loaders.project, model.projectId);
  }

  @FieldResolver(() => TaskType, { nullable: true, description: 'The task that made it; null when none did, or it is gone.' })
  task(@Root() model: Model, @Ctx() { loaders }: ApiContext): Promise<ListedTask | null> | null {
    return model.taskId === null || model.taskDeleted ? null : loaders.task.load(model.taskId);
  }

  @FieldResolver(() => ModelType, { nullable: true, description: 'The model it was made from; null when there is none, or none any more.' })
  parent(@Root() model: Model, @Ctx() { loaders }: ApiContext): Promise<Model | null> | null {
    return model.parentId === null ? null : loaders.model.load(model.parentId);
  }
}
