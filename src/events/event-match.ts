// The predicate form of an event filter, for events that are in memory.
import type { LoggedEvent } from '../domain/event/event.ts';
import type { EventFilter } from '../store/event/event-filter.store.ts';

/** Whether an event passes: exactly when the SQL form would have selected its row. */
export function matchesFilter(filter: EventFilter, event: LoggedEvent): boolean {
  return (
    (filter.taskId === undefined || filter.taskId === event.taskId) &&
    (filter.runId === undefined || filter.runId === event.runId) &&
    (filter.subjectId === undefined || filter.subjectId === event.subjectId) &&
    (filter.queueId === undefined || filter.queueId === event.queueId) &&
    (filter.projectId === undefined || filter.projectId === event.projectId) &&
    (filter.reach === undefined || event.projectId === null || filter.reach.includes(event.projectId)) &&
    (filter.kinds === undefined || filter.kinds.includes(event.kind))
  );
}
