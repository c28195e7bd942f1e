// What an event says about a queue.
import type { LoggedEvent } from '../../../../domain/event/event.ts';
import { assertNever } from '../../../../domain/errors.ts';
import type { EventKind, QUEUE_EVENT_KINDS } from '../../../../domain/event/kind.ts';
import type { QueueState } from '../../../../domain/queue/queue.ts';
import { textOf } from '../../event/event-data.ts';
import { type ItemFields, itemFields } from '../../event/task/task-event-fields.ts';
import { toGlobalId } from '../../global-id.ts';
import type { QueueChangeKind } from './queue-change-kind.enum.ts';

/** A change of a queue, as its event tells it. */
export interface QueueChange {
  readonly kind: QueueChangeKind;
  readonly queueId: string | null;
  /** The task that entered, left, moved or was renamed; null when it was a barrier or the queue itself. */
  readonly taskId: string | null;
  /** Global id of the item; null when the queue itself changed, and when the event of a task that left does not name it. */
  readonly itemId: string | null;
  readonly isBarrier: boolean;
  /** The place after the change; null when there is none. */
  readonly item: ItemFields | null;
  /** State of the queue after and before; null unless it changed. */
  readonly state: QueueState | null;
  readonly previousState: QueueState | null;
}

const OF_ITEM = { state: null, previousState: null } as const;

/** The change of a queue that an event tells of, or null: most events of tasks touch no queue. */
export function queueChange(event: LoggedEvent): QueueChange | null {
  if (isOfQueue(event.kind)) return changeOfQueue(event, event.kind);
  const { taskId, data } = event;
  if (taskId === null) return null;
  const ofTask = { ...OF_ITEM, taskId, isBarrier: false };
  if (data['item'] === null) return { ...ofTask, kind: 'LEFT', queueId: event.queueId, itemId: null, item: null };
  const item = itemFields(data);
  return item && { ...ofTask, kind: KIND_OF_TASK_EVENT.get(event.kind) ?? 'ENTERED', queueId: item.queueId, itemId: item.itemId, item };
}

const KIND_OF_TASK_EVENT: ReadonlyMap<EventKind, QueueChangeKind> = new Map<EventKind, QueueChangeKind>([['task.moved', 'MOVED'], ['task.renamed', 'RENAMED']]);

type QueueEventKind = (typeof QUEUE_EVENT_KINDS)[number];

function isOfQueue(kind: EventKind): kind is QueueEventKind {
  return kind.startsWith('queue.');
}

function changeOfQueue(event: LoggedEvent, kind: QueueEventKind): QueueChange {
  switch (kind) {
    case 'queue.created':
    case 'queue.state':
      return { ...ofQueue(event, 'STATE'), state: stateOf(event, 'state'), previousState: stateOf(event, 'from') };
    case 'queue.updated':
    case 'queue.deleted':
      return ofQueue(event, 'UPDATED');
    case 'queue.barrier_added':
      return ofBarrier(event, 'ENTERED');
    case 'queue.barrier_moved':
      return ofBarrier(event, 'MOVED');
    case 'queue.barrier_renamed':
      return ofBarrier(event, 'RENAMED');
    case 'queue.barrier_removed':
      return ofBarrier(event, 'LEFT');
    default:
      return assertNever(kind);
  }
}

function ofQueue(event: LoggedEvent, kind: QueueChangeKind): QueueChange {
  return { ...OF_ITEM, kind, queueId: event.subjectId, taskId: null, itemId: null, isBarrier: false, item: null };
}

// The subject of a barrier's event is the barrier.
function ofBarrier(event: LoggedEvent, kind: QueueChangeKind): QueueChange {
  return { ...OF_ITEM, kind, queueId: event.queueId, taskId: null, itemId: toGlobalId('QueueItem', event.subjectId), isBarrier: true, item: itemFields(event.data) };
}

function stateOf(event: LoggedEvent, key: string): QueueState | null {
  return textOf(event.data, key) as QueueState | null;
}
