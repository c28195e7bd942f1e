// Fields of runners that show what they run.
import { Args, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Attempt } from '../../../domain/attempt/attempt.ts';
import { type Runner, capabilitiesFor } from '../../../domain/attempt/runner.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import { AttemptConnection } from '../attempt/attempt.type.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { PageArgs } from '../page/page.args.ts';
import { TaskType } from '../task/task.type.ts';
import { CapabilitiesType } from './capabilities.type.ts';
import { RunnerType } from './runner.type.ts';

/** What a runner runs. */
@Resolver(() => RunnerType)
export class RunnerResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() runner: Runner): string {
    return toGlobalId('Runner', runner.id);
  }

  @FieldResolver(() => [CapabilitiesType], { description: 'What it can do with a live attempt, for each kind of work that it takes.' })
  capabilities(@Root() runner: Runner): CapabilitiesType[] {
    return runner.kinds.map((kind) => ({ kind, ...capabilitiesFor(runner.can, kind) }));
  }

  @FieldResolver(() => TaskType, { nullable: true, description: 'The task that an agent of the ClearML API says it is at; null when it is idle, for every other runner, and for a task that the caller may not see. What runners of other kinds are at is told by `attempts`.' })
  async task(@Root() runner: Runner, @Ctx() { loaders }: ApiContext): Promise<ListedTask | null> {
    if (runner.kind !== 'CLEARML' || runner.state === 'GONE') return null;
    const at = await loaders.taskOfWorker.load(runner.id);
    return at === null ? null : loaders.task.load(at.taskId);
  }

  @FieldResolver(() => AttemptConnection, { description: 'The attempts that it makes now, the newest first; those of tasks that the caller may not see are left out.' })
  async attempts(@Root() runner: Runner, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<Attempt>> {
    return connectionOf(await loaders.liveAttemptsOfRunner.load(runner.id, args));
  }
}
