// What an event says about a queue.
import type { LoggedEvent } from '../../../../domain/event/event.ts';
import { QUEUE_EVENT_KINDS } from '../../../../domain/event/kind.ts';
import type { QueueState } from '../../../../domain/queue/queue.ts';
import { textOf } from '../../event/event-data.ts';
import { itemFields } from '../../event/task/task-event-fields.ts';
import type { QueueChangeKind } from './queue-change-kind.enum.ts';

const OF_QUEUE: ReadonlySet<string> = new Set(QUEUE_EVENT_KINDS);

/** A change of a queue, as its event tells it. */
export interface QueueChange {
  readonly kind: QueueChangeKind;
  readonly queueId: string | null;
  readonly taskId: string | null;
  /** The new place; null when there is none. */
  readonly item: ReturnType<typeof itemFields>;
  /** State of the queue after and before; null unless the queue itself changed. */
  readonly state: QueueState | null;
  readonly previousState: QueueState | null;
}

const OF_TASK = { state: null, previousState: null, item: null } as const;

/** The change of a queue that an event tells of, or null: most events of tasks touch no queue. */
export function queueChange(event: LoggedEvent): QueueChange | null {
  if (OF_QUEUE.has(event.kind)) return { kind: 'STATE', queueId: event.subjectId, taskId: null, item: null, state: stateOf(event, 'state'), previousState: stateOf(event, 'from') };
  const { taskId } = event;
  if (taskId === null) return null;
  if (event.data['item'] === null) return { ...OF_TASK, kind: 'LEFT', queueId: event.queueId, taskId };
  const item = itemFields(event.data);
  return item && { ...OF_TASK, kind: event.kind === 'task.moved' ? 'MOVED' : 'ENTERED', queueId: item.queueId, taskId, item };
}

function stateOf(event: LoggedEvent, key: string): QueueState | null {
  return textOf(event.data, key) as QueueState | null;
}
