// Writing events: the last statement of every transaction that changed something.
import type { LoggedEvent, NewEvent } from '../../domain/event/event.ts';
import type { Connection, Statement } from '../database.ts';

// One statement for any number of events. Rows are numbered in the order given; the rows they tell of are locked by this
// transaction, so that the numbers of one entity follow its changes.
const INSERT_EVENTS: Statement = {
  name: 'insert-events',
  text: `INSERT INTO event (kind, subject_id, project_id, run_id, task_id, queue_id, actor_id, request_id, data)
    SELECT kind, subject_id, project_id, run_id, task_id, queue_id, actor_id, request_id, data
    FROM jsonb_to_recordset($1::jsonb) AS x (n int, kind text, subject_id uuid, project_id uuid, run_id uuid, task_id uuid, queue_id uuid, actor_id uuid, request_id text, data jsonb)
    ORDER BY n RETURNING seq, at`,
};

/** Appends events in the given order and gives them back with their place and time. */
export async function insertEvents(tx: Connection, events: readonly NewEvent[]): Promise<readonly LoggedEvent[]> {
  if (events.length === 0) return [];
  const rows = await tx.query<{ seq: number; at: Date }>(INSERT_EVENTS, [JSON.stringify(events.map(toRow))]);
  const placed = rows.sort((a, b) => a.seq - b.seq);
  return events.map((event, i) => ({ ...event, seq: placed[i]!.seq, at: placed[i]!.at }));
}

function toRow(event: NewEvent, n: number): object {
  return {
    n,
    kind: event.kind,
    subject_id: event.subjectId,
    project_id: event.projectId,
    run_id: event.runId,
    task_id: event.taskId,
    queue_id: event.queueId,
    actor_id: event.actorId,
    request_id: event.requestId,
    data: event.data,
  };
}
