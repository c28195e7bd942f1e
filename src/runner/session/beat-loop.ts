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
/** Longest time in milliseconds beyond the held time for the answer to travel; a third of the lease when that is shorter. */
export const BEAT_SLACK_MS = 5_000;

/** Beats until the session is over. The answer is held back for one beat's time, so there is always a call for an order to answer. */
export async function beatLoop(session: RunnerSession): Promise<void> {
  const delay = retryDelay();
  const repeated = retryDelay(REPEATED_BEAT_DELAY);
  while (!session.over) {
    const sentAt = performance.now();
    const cut = session.beatSignal;
    try {
      const isNews = session.apply(await beat(session, cut));
      session.lease.renew(sentAt);
      session.context.watch.answered();
      delay.reset();
      const isEarly = performance.now() - sentAt < session.beatMs / 2;
      if (isNews || !isEarly) repeated.reset();
      else await pause(repeated.next(), session.beatSignal);
    } catch (error) {
      if (!(error instanceof DispatchCallError)) throw error;
      if (cut.aborted) continue;
      session.failed(error);
      await pause(delay.next(), session.signal);
    }
  }
}

async function beat(session: RunnerSession, signal: AbortSignal): Promise<BeatAnswer> {
  const slackMs = Math.min(BEAT_SLACK_MS, session.leaseMs / 3);
  const request = { session: session.id, attempts: session.refs, draining: session.isDraining, waitSeconds: session.beatMs / 1_000 };
  return session.context.client.beat(request, { timeoutMs: session.beatMs + slackMs, signal });
}
