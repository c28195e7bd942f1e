// What the calls of outside workers have in common: what they say, and the task under lock as they see it.
import { standingAmong, type OutsideView } from '../../domain/attempt/external.ts';
import { invalid, optional, textAt } from '../../domain/input/check.ts';
import { newestAttemptOf, newestAttemptOfUser } from '../../store/write/outside/external.store.ts';
import { reasonAt } from '../task/end-task.service.ts';
import type { Said } from '../task/status-note.ts';
import { lockTask, type TaskInHand } from '../task/task-lock.ts';
import type { Work } from '../work.ts';

/** Longest message that an outside worker may leave with a status: the text of an exception, say. */
export const MAX_STATUS_MESSAGE = 10_000;

/** The texts of a call; throws INVALID. */
export function saidAt(input: { readonly reason?: string | undefined; readonly message?: string | undefined }): Said {
  return { reason: reasonAt(input.reason), message: optional(input.message, (text) => textAt(text, ['message'], { max: MAX_STATUS_MESSAGE }), '') };
}

/** Whether the caller insists; throws INVALID. */
export function forceAt(value: unknown): boolean {
  return optional(value, (given) => (typeof given === 'boolean' ? given : invalid(['force'], 'must be true or false')), false);
}

/** A task under lock with what the decisions about outside workers look at. */
export interface OutsideHand extends TaskInHand {
  readonly view: OutsideView;
}

/** Locks a task for a worker (null: whoever calls). Errors: NOT_FOUND. */
export async function lockForOutside(work: Work, taskId: string, who: { runnerId: string | null; force: boolean }): Promise<OutsideHand> {
  const hand = await lockTask(work, taskId);
  return { ...hand, view: await viewOf(work, hand, who) };
}

/** A locked task as a worker sees it. */
export async function viewOf(work: Work, hand: TaskInHand, { runnerId, force }: { runnerId: string | null; force: boolean }): Promise<OutsideView> {
  const { task, state, run } = hand;
  const of = { taskId: task.id, runnerId: runnerId ?? '', userId: work.actorId ?? '' };
  const [own, ofUser] = runnerId === null ? [null, null] : await Promise.all([newestAttemptOf(work.tx, of), newestAttemptOfUser(work.tx, of)]);
  return { task: state, specKind: task.specKind, caller: standingAmong(own, ofUser), runEnded: run?.deactivated != null, runPaused: run?.paused === true, force };
}
