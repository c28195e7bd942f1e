// The table of status changes: which are allowed to a user, which only by force, which only to the system.
import { TASK_STATUSES, type TaskStatus } from './status.ts';

/** Who makes the change. FORCE may do any change; SYSTEM has edges of its own that no user has. */
export type Via = 'USER' | 'FORCE' | 'SYSTEM';

/** Changes a user may ask for, besides staying the same. They are the edges that ClearML's clients rely on. */
const USER_EDGES: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  created: ['queued', 'in_progress'],
  queued: ['created', 'in_progress', 'stopped'],
  in_progress: ['created', 'stopped', 'failed', 'completed'],
  stopped: ['created', 'queued', 'in_progress', 'closed', 'failed', 'completed', 'publishing', 'published'],
  closed: ['created', 'stopped', 'failed', 'publishing', 'published'],
  failed: ['created', 'queued', 'stopped', 'published'],
  completed: ['created', 'in_progress', 'published'],
  publishing: ['published'],
  published: [],
  unknown: [],
};

/** Changes only the system makes, each with its reason. */
export const SYSTEM_EDGES: readonly { readonly from: TaskStatus; readonly to: TaskStatus; readonly when: string }[] = [
  { from: 'in_progress', to: 'queued', when: 'its lease was lost, or its runner handed it back' },
  { from: 'queued', to: 'completed', when: 'a container task whose run was finished before a worker started' },
  { from: 'queued', to: 'stopped', when: 'its run was aborted before it was started' },
  { from: 'created', to: 'stopped', when: 'its run was aborted before it was enqueued' },
];

/** Whether a task may go from one status to another. The same status is always allowed (publishing twice is refused by its command). */
export function mayChange(from: TaskStatus, to: TaskStatus, via: Via): boolean {
  if (from === to || via === 'FORCE') return true;
  if (USER_EDGES[from].includes(to)) return true;
  return via === 'SYSTEM' && SYSTEM_EDGES.some((edge) => edge.from === from && edge.to === to);
}

/** All allowed changes between different statuses, in the order of the status list. */
export function allEdges(via: 'USER' | 'SYSTEM'): readonly (readonly [TaskStatus, TaskStatus])[] {
  return TASK_STATUSES.flatMap((from) =>
    TASK_STATUSES.filter((to) => to !== from && mayChange(from, to, via)).map((to) => [from, to] as const),
  );
}
