// When what a task is made of may be changed.
import type { TaskStatus } from '../status.ts';
import type { Verdict } from '../verdict.ts';

/** What an edit is about. */
export interface EditAsked {
  /** Whether the caller insists. */
  readonly force: boolean;
  /** Sections of the parameters that change, when nothing else does. */
  readonly sections?: readonly string[];
}

/** The section of parameters that say something about a task and nothing to it: they may change at any time. */
export const PROPERTIES_SECTION = 'properties';

const GO: Verdict = { kind: 'GO' };
const NOT_DRAFT: Verdict = { kind: 'REFUSE', code: 'NOT_DRAFT' };

/** Any part of a task: while it is created, or by force. */
export function decideEdit(status: TaskStatus, { force }: EditAsked): Verdict {
  return status === 'created' || force ? GO : NOT_DRAFT;
}

/** Parts that a running program itself changes: parameters, configurations, artifacts, models. Force does not help once it has ended. */
export function decidePartEdit(status: TaskStatus, { force, sections }: EditAsked): Verdict {
  if (sections !== undefined && sections.length > 0 && sections.every((section) => section === PROPERTIES_SECTION)) return GO;
  return status === 'created' || (force && status === 'in_progress') ? GO : NOT_DRAFT;
}
