// The heartbeat: renews the lease, and learns of orders the moment the server has one.
import { DispatchCallError } from '../call/dispatch-call-error.ts';
import { pause, retryDelay } from '../retry-delay.ts';
import type { RunnerSession } from './runner-session.ts';
import type { BeatAnswer } from '../../domain/dispatch/protocol.ts';

/**
 * Pauses after answers that came early and said nothing new: a server may repeat an order until the attempt has ended.
 * Doubling, because most attempts end within milliseconds of an order; four beats a second while one uses its grace.
 */
export const REPEATED_BEAT_DELAY = { firstMs: 25, maxMs: 250 } as const;
/** Waits of a beat for a silent server: the lease hangs on it, so it looks more often than other calls do. */
export const BEAT_RETRY_DELAY = { firstMs: 100, maxMs: 500 } as const;
/** Longest time in milliseconds beyond the held time for the answer to travel; a third of the lease when that is shorter. */
export const BEAT_SLACK_MS = 5_000;

/**
 * Beats until the session is over. The answer is held back for one beat's time, so there is always a call for an order to answer.
 * The beat after one that failed is answered at once: a server that is killed again and again within a beat's time would otherwise
 * never answer one, and cost the lease although it was there.
 */
export async function beatLoop(session: RunnerSession): Promise<void> {
  const delay = retryDelay(BEAT_RETRY_DELAY);
  const repeated = retryDelay(REPEATED_BEAT_DELAY);
  let heldMs = 0;
  while (!session.over) {
    const sentAt = performance.now();
    const cut = session.beatSignal;
    try {
      const isNews = session.apply(await beat(session, heldMs, cut));
      session.lease.renew(sentAt);
      session.context.watch.answered();
      delay.reset();
      const isEarly = performance.now() - sentAt < heldMs / 2;
      heldMs = session.beatMs;
      if (isNews || !isEarly) repeated.reset();
      else await pause(repeated.next(), session.beatSignal);
    } catch (error) {
      if (!(error instanceof DispatchCallError)) throw error;
      if (cut.aborted) continue;
      session.failed(error);
      heldMs = 0;
      await pause(delay.next(), session.signal);
    }
  }
}

async function beat(session: RunnerSession, heldMs: number, signal: AbortSignal): Promise<BeatAnswer> {
  const slackMs = Math.min(BEAT_SLACK_MS, session.leaseMs / 3);
  const request = { session: session.id, attempts: session.refs, draining: session.isDraining, waitSeconds: heldMs / 1_000 };
  return session.context.client.beat(request, { timeoutMs: heldMs + slackMs, signal });
}
