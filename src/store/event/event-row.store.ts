// How a row of the event table becomes an event.
import type { EventData, LoggedEvent } from '../../domain/event/event.ts';
import type { EventKind } from '../../domain/event/kind.ts';

/** The columns every reader of the log selects, `xid` left out: only the tail's snapshot has a use for it. */
export const EVENT_COLUMNS =
  'seq, at, kind, subject_id, project_id, run_id, task_id, queue_id, actor_id, request_id, data';

/** A row as `EVENT_COLUMNS` brings it. */
export interface EventRow {
  readonly seq: number;
  readonly at: Date;
  readonly kind: EventKind;
  readonly subject_id: string;
  readonly project_id: string | null;
  readonly run_id: string | null;
  readonly task_id: string | null;
  readonly queue_id: string | null;
  readonly actor_id: string | null;
  readonly request_id: string | null;
  readonly data: EventData;
}

/** The event of a row. */
export function toEvent(row: EventRow): LoggedEvent {
  return {
    seq: row.seq,
    at: row.at,
    kind: row.kind,
    subjectId: row.subject_id,
    projectId: row.project_id,
    runId: row.run_id,
    taskId: row.task_id,
    queueId: row.queue_id,
    actorId: row.actor_id,
    requestId: row.request_id,
    data: row.data,
  };
}
