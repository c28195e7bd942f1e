// What is said about where a task stands, when that is where it stood before: a note on its row, and no event, because nothing has changed.
import { markChanged } from '../../store/write/experiment/task-activity.store.ts';
import { touchProject } from '../../store/write/experiment/project-activity.store.ts';
import { updateTask, type LockedTask, type TaskPatch } from '../../store/write/task-write.store.ts';
import { send, type Work } from '../work.ts';

/** What is said about a change of status. */
export interface Said {
  readonly reason: string;
  readonly message: string;
}

/** Says something new about the status of a locked task, which stays; the time of the status is that of the note. Programs do so many times over: the log would be full of it. */
export async function noteStatus(work: Work, task: Pick<LockedTask, 'id' | 'status' | 'projectId'>, { reason, message, patch = {} }: Said & { patch?: TaskPatch }): Promise<void> {
  await updateTask(work.tx, task.id, { status: task.status, status_reason: reason, status_message: message, ...patch });
  markMoved(work, task);
}

/** Writes who has changed the task, and that its project has seen something: beside the task, in the same transaction. */
export function markMoved(work: Work, task: Pick<LockedTask, 'id' | 'projectId'>): void {
  send(markChanged(work.tx, [task.id], { isRun: true, changedBy: work.actorId }));
  send(touchProject(work.tx, task.projectId));
}
