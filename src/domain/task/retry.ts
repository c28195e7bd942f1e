// The retry decision: whether an attempt that did not succeed is followed by another one by itself.
import type { Order } from './order.ts';
import { MAX_BACKOFF_SECONDS, type RetryPolicy, type SpecKind } from './spec.ts';

/** Why there may be another attempt: its lease was lost, its work failed, or its runner gave it back unharmed. */
export type RetryCause = 'LOST' | 'FAILED' | 'HANDED_BACK';

/** What a task has been through since a person last enqueued it, the present attempt not counted. */
export interface RetryHistory {
  readonly lostCount: number;
  readonly failedCount: number;
}

/** Run again after a wait, or not. */
export type RetryDecision = { readonly again: true; readonly delaySeconds: number } | { readonly again: false };

const NO: RetryDecision = { again: false };

/** What the decision looks at beside the policy. */
export interface RetryState {
  readonly kind: SpecKind;
  readonly history: RetryHistory;
  readonly order: Order | null;
}

/**
 * Decides. After any order to end, nothing runs again by itself. Steps work on real devices: a lost attempt always comes back, since
 * a person is asked before anything goes on, and a failed one never does, since that would be repeating steps without asking.
 */
export function decideRetry(cause: RetryCause, policy: RetryPolicy, state: RetryState): RetryDecision {
  if (state.order !== null) return NO;
  const isAsked = state.kind === 'steps';
  switch (cause) {
    case 'HANDED_BACK':
      return { again: true, delaySeconds: 0 };
    case 'LOST':
      return policy.onLost === 'REQUEUE' && (isAsked || state.history.lostCount + 1 < policy.maxLost) ? { again: true, delaySeconds: 0 } : NO;
    case 'FAILED':
      return !isAsked && state.history.failedCount < policy.maxRetries ? { again: true, delaySeconds: backoff(policy, state.history.failedCount) } : NO;
  }
}

function backoff(policy: RetryPolicy, failedBefore: number): number {
  return Math.min(MAX_BACKOFF_SECONDS, policy.backoffSeconds * 2 ** Math.min(failedBefore, 30));
}
