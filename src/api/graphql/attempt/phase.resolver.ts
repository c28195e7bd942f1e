// Fields of phases that show other nouns.
import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Phase } from '../../../domain/attempt/phase.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { TaskType } from '../task/task.type.ts';
import { PhaseType } from './phase.type.ts';

/** Whose phase. */
@Resolver(() => PhaseType)
export class PhaseResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() phase: Phase): string {
    return toGlobalId('Phase', phase.id);
  }

  @FieldResolver(() => TaskType, { nullable: true, description: 'The task; null when it was deleted.' })
  task(@Root() phase: Phase, @Ctx() { loaders }: ApiContext): Promise<Task | null> {
    return loaders.task.load(phase.taskId);
  }
}
