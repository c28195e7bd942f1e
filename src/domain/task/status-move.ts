// Moves of a task to a status that somebody names: decided by the table of status changes, and by whether he insists.
import type { RefusalCode } from './verdict.ts';
import { hasEnded, type TaskStatus } from './status.ts';
import { DEVELOPMENT_TAG } from './content/tag-rule.ts';
import { mayChange } from './transition.ts';

/** What becomes of a move. SAME: it is there already, and only what is said about it is new. */
export type Move = { readonly kind: 'GO'; readonly via: 'USER' | 'FORCE' } | { readonly kind: 'SAME' } | { readonly kind: 'REFUSE'; readonly code: RefusalCode };

/** Decides a move. Who insists may make any change; the table says which ones need no insisting. */
export function decideMove(from: TaskStatus, to: TaskStatus, force: boolean): Move {
  if (from === to) return { kind: 'SAME' };
  if (mayChange(from, to, 'USER')) return { kind: 'GO', via: 'USER' };
  return force ? { kind: 'GO', via: 'FORCE' } : { kind: 'REFUSE', code: refusalOf(from, to) };
}

/** Why a task cannot go from one status to the other without insisting. */
export function refusalOf(from: TaskStatus, to: TaskStatus): RefusalCode {
  if (from === 'unknown') return 'UNKNOWN_STATUS';
  if (from === 'closed' || from === 'publishing' || from === 'published') return 'FINAL';
  if (hasEnded(from)) return 'ALREADY_ENDED';
  if (to === 'closed' || to === 'publishing' || to === 'published') return 'NOT_ENDED';
  return from === 'in_progress' ? 'ALREADY_RUNNING' : 'NOT_RUNNING';
}

/** The system tags of a task that enters a queue: from then on it is no longer its author's alone. */
export function tagsInQueue(systemTags: readonly string[]): readonly string[] {
  return systemTags.includes(DEVELOPMENT_TAG) ? systemTags.filter((tag) => tag !== DEVELOPMENT_TAG) : systemTags;
}

/** The status that a task is said to have had before it entered a queue; one that moves from queue to queue keeps the first. */
export function statusBeforeQueue(task: { readonly status: TaskStatus; readonly enqueueStatus: TaskStatus | null }): TaskStatus {
  return task.status === 'queued' ? (task.enqueueStatus ?? 'created') : task.status;
}
