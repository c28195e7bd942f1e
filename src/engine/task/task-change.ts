// Changes of tasks with the events that tell of them: the only places where a task's status is written by a command.
import { mayChange, type Via } from '../../domain/task/transition.ts';
import { eventText, type EventData } from '../../domain/event/event.ts';
import type { TaskEventKind } from '../../domain/event/kind.ts';
import type { Task } from '../../domain/task/task.ts';
import type { TaskStatus } from '../../domain/task/status.ts';
import { insertItems, type NewItem } from '../../store/write/queue-item.store.ts';
import { updateTask, type TaskPatch } from '../../store/write/task-write.store.ts';
import { emit, type Work } from '../work.ts';

/** The parts of a task that events carry. */
export type TaskScope = Pick<Task, 'id' | 'projectId' | 'runId' | 'status' | 'queueId'>;

/** Adds an event about a task. */
export function emitTask(work: Work, kind: TaskEventKind, task: TaskScope, data: EventData): void {
  emit(work, kind, { subjectId: task.id, projectId: task.projectId, runId: task.runId, taskId: task.id, queueId: task.queueId, data });
}

/** A change of status with what else changes in the row and what the event says. */
export interface StatusChange {
  readonly kind: TaskEventKind;
  readonly to: TaskStatus;
  readonly via: Via;
  readonly reason?: string;
  readonly message?: string;
  readonly patch?: TaskPatch;
  readonly data?: EventData;
}

/** Writes a change of status and its event; a change outside the table is a bug of ours and throws. */
export async function changeStatus(work: Work, task: TaskScope, change: StatusChange): Promise<void> {
  requireEdge(task.status, change.to, change.via);
  const { reason = '', message = '' } = change;
  await updateTask(work.tx, task.id, { status: change.to, status_reason: reason, status_message: message, ...change.patch });
  const queueId = change.patch?.queue_id ?? task.queueId;
  emitTask(work, change.kind, { ...task, queueId }, { status: change.to, from: task.status, ...(reason ? { reason: eventText(reason) } : {}), ...change.data });
}

/** Throws unless the table of status changes has the edge. */
export function requireEdge(from: TaskStatus, to: TaskStatus, via: Via): void {
  if (!mayChange(from, to, via)) throw new Error(`a task may not go from ${from} to ${to} via ${via}`);
}

/** A task that enters a queue. */
export interface Entering {
  readonly task: TaskScope & Pick<Task, 'specKind' | 'priority'>;
  readonly queueId: string;
  readonly priority: number;
  /** A place it had before; null = the end of its priority. */
  readonly rank: number | null;
  readonly delaySeconds: number;
  /** The name that its place had before. */
  readonly displayName?: string | null;
}

/** Puts tasks into queues: items, statuses, events. `patch` also changes their rows. What had begun and goes back without anybody's will is requeued. */
export async function enterQueues(work: Work, entering: readonly Entering[], options: { via: Via; patch?: TaskPatch; reason?: string; data?: EventData }): Promise<void> {
  const items = entering.map((entry) => itemOf(work, entry));
  const placed = new Map((await insertItems(work.tx, items)).map((item) => [item.taskId, item]));
  // Sent together: waiting for one after the other, a run of 500 tasks took 500 round trips. The answers, and so the events, keep their order.
  await Promise.all(entering.map(({ task, priority }) => {
    const item = placed.get(task.id)!;
    const { queueId } = item;
    return changeStatus(work, task, {
      kind: options.via === 'SYSTEM' && task.status !== 'created' ? 'task.requeued' : 'task.enqueued',
      to: 'queued',
      via: options.via,
      ...(options.reason === undefined ? {} : { reason: options.reason }),
      patch: { queue_id: queueId, priority, ...options.patch },
      data: { ...options.data, ...(options.via === 'FORCE' ? { forced: true } : {}), item: { id: item.id, queueId, priority, rank: item.rank, notBefore: item.notBefore?.toISOString() ?? null } },
    });
  }));
}

/** The item to insert for a task that enters a queue. */
export function itemOf(work: Work, entry: Entering): NewItem {
  const { task, queueId, priority, rank, delaySeconds, displayName = null } = entry;
  return { id: work.engine.newId(), queueId, taskId: task.id, specKind: task.specKind, priority, rank, delaySeconds, displayName };
}
