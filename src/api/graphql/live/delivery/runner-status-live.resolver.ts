// `Subscription.runnerStatus`: runners that come, drain and go.
import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RunnerState } from '../../../../domain/attempt/runner.ts';
import { RUNNER_EVENT_KINDS } from '../../../../domain/event/kind.ts';
import type { ApiContext } from '../../context.ts';
import { textOf } from '../../event/event-data.ts';
import { fromGlobalId } from '../../global-id.ts';
import { eventFeed, type EventRoot, type EventSource } from '../feed/event.feed.ts';
import { AFTER_DESCRIPTION } from './events-live.resolver.ts';
import { RunnerStatusDeliveryType } from './runner-status-delivery.type.ts';

interface RunnerStatusArgs {
  readonly after?: string | null;
  readonly runnerIds?: readonly string[] | null;
}

/** Changes of runners as a subscription. */
@Resolver()
export class RunnerStatusLiveResolver {
  @Subscription(() => RunnerStatusDeliveryType, {
    description: 'Every change of the runners asked for, in order, each once.',
    subscribe: ({ source, args, context }) => {
      const { after, runnerIds } = args as RunnerStatusArgs;
      const wanted = runnerIds ? new Set(runnerIds.map((id) => fromGlobalId(id, 'Runner', ['runnerIds']))) : null;
      return eventFeed({
        source: source as EventSource,
        actor: (context as ApiContext).actor,
        after: after ?? null,
        filter: { kinds: RUNNER_EVENT_KINDS },
        accepts: ({ subjectId }) => wanted === null || wanted.has(subjectId),
      });
    },
  })
  async runnerStatus(
    @Root() { cursor, event }: EventRoot,
    @Arg('after', () => String, { nullable: true, description: AFTER_DESCRIPTION }) _after: string | null,
    @Arg('runnerIds', () => [ID], { nullable: true, description: 'Only these runners; all when absent.' }) _runnerIds: string[] | null,
    @Ctx() { loaders }: ApiContext,
  ): Promise<RunnerStatusDeliveryType> {
    if (event === null) return { cursor, caughtUp: true, runner: null, state: null, previousState: null };
    const state = textOf(event.data, 'state') as RunnerState | null;
    const previousState = textOf(event.data, 'from') as RunnerState | null;
    return { cursor, caughtUp: false, runner: await loaders.runner.load(event.subjectId), state, previousState };
  }
}
