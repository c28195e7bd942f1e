// When a task may be deleted, or made new, without losing what others rely on.
import { ARCHIVED_TAG } from './content/tag-rule.ts';
import { decideMove } from './status-move.ts';
import type { TaskStatus } from './status.ts';
import type { RefusalCode } from './verdict.ts';

/** A task as far as its removal goes. */
export interface RemovalView {
  /** Whether where it stands allows it by itself. */
  readonly isExpendable: boolean;
  /** Whether a task that names it as its parent, or a model that it made, has been published. */
  readonly hasPublished: boolean;
  /** The run that it belongs to: none, one of which something may still start, or one that is over. */
  readonly run: 'NONE' | 'OPEN' | 'OVER';
  /** Wherever it stands, and whatever came of it. */
  readonly force: boolean;
}

/** Whether programs may delete a task without insisting: a draft, or one that is kept out of sight. */
export function isDraft({ status, systemTags }: { readonly status: TaskStatus; readonly systemTags: readonly string[] }): boolean {
  return status === 'created' || systemTags.includes(ARCHIVED_TAG);
}

/** Decides about a deletion: null = go on. A task of a run that goes on is not deleted even when somebody insists: others of that run may need it. */
export function decideDelete(view: RemovalView): RefusalCode | null {
  if (view.run === 'OPEN') return 'RUN_OPEN';
  if (view.force) return null;
  if (!view.isExpendable) return 'NOT_ARCHIVED';
  return view.hasPublished ? 'HAS_PUBLISHED' : null;
}

/** Decides about a reset told by status alone: null = go on. A task that is created already is made new once more. */
export function decideReset(view: { readonly status: TaskStatus; readonly hasPublished: boolean; readonly force: boolean }): RefusalCode | null {
  const move = decideMove(view.status, 'created', view.force);
  if (move.kind === 'REFUSE') return move.code;
  return view.hasPublished && !view.force ? 'HAS_PUBLISHED' : null;
}
