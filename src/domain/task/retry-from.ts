// Retries by a person's will: from where an ended task is done again, and what of its records still counts then.
import type { SpecKind } from './spec.ts';
import type { TaskStatus } from './status.ts';
import type { RefusalCode } from './verdict.ts';

/** FAILED repeats what did not succeed, STEP what was done from one step on, START everything, as a new generation. */
export const RETRY_FROM = ['FAILED', 'STEP', 'START'] as const;
/** From where a task is done again. */
export type RetryFrom = (typeof RETRY_FROM)[number];

/** From where it goes on, or why it cannot. */
export type RetryStart = { readonly ok: true; readonly from: RetryFrom } | { readonly ok: false; readonly code: RefusalCode };

/** Decides where an ended task begins again; when nobody says, one that completed begins anew and any other with what did not succeed. */
export function retryStart(task: { readonly status: TaskStatus; readonly specKind: SpecKind }, asked: RetryFrom | null): RetryStart {
  const from = asked ?? (task.status === 'completed' ? 'START' : 'FAILED');
  if (from === 'FAILED' && task.status === 'completed') return { ok: false, code: 'NOTHING_FAILED' };
  if (from === 'STEP' && task.specKind !== 'steps') return { ok: false, code: 'NOT_SUPPORTED' };
  return { ok: true, from };
}

/** What a retry would keep and repeat. */
export interface RetryPlan {
  readonly from: RetryFrom;
  /** The generation that the next attempt belongs to. */
  readonly generation: number;
  /** Records of steps that succeeded, or were skipped, and are not carried out again. */
  readonly kept: number;
  /** Records of steps that count no more, or ended without success: those steps are carried out again when the task comes to them. */
  readonly repeated: number;
}

/** What a plan says, for people. */
export function toldPlan(plan: RetryPlan, kind: SpecKind): string {
  if (kind !== 'steps') return plan.from === 'START' ? 'would run again as a new generation' : 'would run again with a next attempt';
  if (plan.from === 'START') return `would begin anew as generation ${plan.generation}: nothing is kept, ${counted(plan.repeated)} on record would be repeated`;
  return `would keep ${counted(plan.kept)} and repeat ${counted(plan.repeated)} on record, then go on to the end; the cleanup runs again`;
}

function counted(n: number): string {
  return n === 1 ? '1 step' : `${n} steps`;
}
