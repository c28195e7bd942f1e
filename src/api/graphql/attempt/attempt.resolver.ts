// Fields of attempts that show other nouns.
import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Attempt } from '../../../domain/attempt/attempt.ts';
import type { Runner } from '../../../domain/attempt/runner.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { RunnerType } from '../runner/runner.type.ts';
import { TaskType } from '../task/task.type.ts';
import { AttemptType } from './attempt.type.ts';

/** Whose attempt, by whom. */
@Resolver(() => AttemptType)
export class AttemptResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() attempt: Attempt): string {
    return toGlobalId('Attempt', attempt.id);
  }

  @FieldResolver(() => TaskType, { nullable: true, description: 'The task; null when it was deleted.' })
  task(@Root() attempt: Attempt, @Ctx() { loaders }: ApiContext): Promise<ListedTask | null> {
    return loaders.task.load(attempt.taskId);
  }

  @FieldResolver(() => RunnerType, { nullable: true, description: 'The runner that makes or made it; null when none is known.' })
  runner(@Root() attempt: Attempt, @Ctx() { loaders }: ApiContext): Promise<Runner | null> | null {
    return attempt.runnerId === null ? null : loaders.runner.load(attempt.runnerId);
  }
}
