// Whether an owner takes events: it must be there for the caller, and not be published unless the sender insists.
import type { Decision } from '../access.ts';
import type { TaskStatus } from '../task/status.ts';

/** An owner as far as its events are concerned. */
export interface EventOwner {
  readonly isModel: boolean;
  readonly id: string;
  readonly name: string;
  /** The present generation of a task; 0 for models. */
  readonly generation: number;
  /** Null for a model. */
  readonly status: TaskStatus | null;
  /** Whether a model has been made ready for use; false for tasks. */
  readonly isReady: boolean;
  readonly isPublic: boolean;
  /** The last attempt of a task; 0 when it never had one. */
  readonly attemptNo: number;
  /** When this was read, by the database's clock, in milliseconds since 1970. */
  readonly readAt: number;
}

/** Why an event of the owner is refused, in few words that name no ids; null when it is taken. */
export function refusalOfEvent(owner: EventOwner | null, asked: { readonly isModel: boolean; readonly decision: Decision; readonly allowLocked: boolean }): string | null {
  const noun = asked.isModel ? 'model' : 'task';
  if (owner === null || asked.decision === 'HIDDEN') return `Invalid ${noun} id`;
  if (asked.decision === 'FORBIDDEN') return `no write permission for the ${noun}`;
  if (owner.isPublic) return `the ${noun} is public, and nobody may write to it`;
  const isLocked = owner.isReady || owner.status === 'published' || owner.status === 'publishing';
  return isLocked && !asked.allowLocked ? `the ${noun} is published: send allow_locked to add events all the same` : null;
}
