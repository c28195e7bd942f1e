// Asking for work: one long poll at a time, for the free slots only.
import { MAX_CLAIM, MAX_CLAIM_WAIT_SECONDS, type ClaimedAttempt } from '../../domain/dispatch/protocol.ts';
import { DispatchCallError } from '../call/dispatch-call-error.ts';
import { pause, retryDelay } from '../retry-delay.ts';
import type { RunnerSession } from './runner-session.ts';

/** Milliseconds beyond the waiting time for a claim's answer to travel. */
export const CLAIM_SLACK_MS = 10_000;

/** Claims until the session is over or `stop` is aborted; that cuts the poll that waits at the moment. */
export async function claimLoop(session: RunnerSession, stop: AbortSignal): Promise<void> {
  const delay = retryDelay();
  while (!session.over && !stop.aborted) {
    const { free, freed } = session.context.slots;
    if (free <= 0 || session.isDraining) {
      await freed.wait(stop);
      continue;
    }
    try {
      take(session, await claim(session, { max: Math.min(free, MAX_CLAIM), stop }));
      delay.reset();
    } catch (error) {
      if (!(error instanceof DispatchCallError)) throw error;
      if (stop.aborted) return;
      session.failed(error);
      await pause(delay.next(), stop);
    }
  }
}

async function claim(session: RunnerSession, options: { readonly max: number; readonly stop: AbortSignal }): Promise<readonly ClaimedAttempt[]> {
  const request = { session: session.id, max: options.max, waitSeconds: MAX_CLAIM_WAIT_SECONDS };
  const limits = { timeoutMs: MAX_CLAIM_WAIT_SECONDS * 1_000 + CLAIM_SLACK_MS, signal: options.stop };
  const answer = await session.context.client.claim(request, limits);
  session.context.watch.answered();
  return answer.attempts;
}

// An answer may overtake the wish to drain, and a server may err about the number: neither may overfill the slots or lose work.
function take(session: RunnerSession, attempts: readonly ClaimedAttempt[]): void {
  for (const claimed of attempts) {
    if (session.isDraining) session.refuse(claimed, 'the runner is draining');
    else if (session.context.slots.free <= 0) session.refuse(claimed, 'the runner has no free slot');
    else session.start(claimed);
  }
}
