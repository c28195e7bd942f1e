// The feed of one kind of change of tasks: of all of them, of one task, or of the tasks of one run.
import type { EventData } from '../../../../domain/event/event.ts';
import { TASK_EVENT_KINDS } from '../../../../domain/event/kind.ts';
import type { ApiContext } from '../../context.ts';
import { optionalId } from '../../global-id.ts';
import { eventFeed, type EventSource } from './event.feed.ts';

/** The arguments that such subscriptions share; ids are global ones. */
interface TaskFeedArgs {
  readonly after?: string | null;
  readonly taskId?: string | null;
  readonly runId?: string | null;
}

/** How type-graphql calls `subscribe`. */
interface Subscribing {
  readonly source?: unknown;
  readonly args: object;
  readonly context: unknown;
}

/** The `subscribe` of a subscription to task events whose data `accepts` takes. Throws INVALID for ids that are none. */
export function taskFeed(accepts: (data: EventData) => boolean): (subscribing: Subscribing) => ReturnType<typeof eventFeed> {
  return ({ source, args, context }) => {
    const { after, taskId: task, runId: run } = args as TaskFeedArgs;
    const taskId = optionalId(task, 'Task', ['taskId']);
    const runId = optionalId(run, 'Run', ['runId']);
    return eventFeed({
      source: source as EventSource,
      actor: (context as ApiContext).actor,
      after: after ?? null,
      filter: { kinds: TASK_EVENT_KINDS, ...(taskId === undefined ? {} : { taskId }), ...(runId === undefined ? {} : { runId }) },
      accepts: ({ data }) => accepts(data),
    });
  };
}
