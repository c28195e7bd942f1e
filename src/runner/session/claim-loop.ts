// Asking for work: one long poll at a time for the free slots, unless a report asks for them, and one for each deck that has nothing to do.
import { MAX_CLAIM, MAX_CLAIM_WAIT_SECONDS, type ClaimedAttempt } from '../../domain/dispatch/protocol.ts';
import { DispatchCallError } from '../call/dispatch-call-error.ts';
import { pause, retryDelay } from '../retry-delay.ts';
import { RUNNER_POINTS } from '../runner-options.ts';
import { placeFor } from './live-attempt.ts';
import type { RunnerSession } from './runner-session.ts';
import type { SlotCount } from '../slot-count.ts';

/** Milliseconds beyond the waiting time for a claim's answer to travel. */
export const CLAIM_SLACK_MS = 10_000;

/** The places that one loop asks for work for: the slots, or one deck. */
interface Lane {
  readonly places: SlotCount;
  readonly deck: string | null;
}

/**
 * Claims until the session is over or `stop` is aborted; that cuts the polls that wait at the moment. A deck has a poll of its own:
 * with one for all, the poll that waits would have to be cut for each deck that becomes free, and what it was just given be missed for a lease.
 */
export async function claimLoop(session: RunnerSession, stop: AbortSignal): Promise<void> {
  const { slots, decks } = session.context;
  const lanes: readonly Lane[] = [{ places: slots, deck: null }, ...[...decks].map(([deck, places]) => ({ places, deck }))];
  await Promise.all(lanes.map((lane) => claimFor(session, lane, stop)));
}

async function claimFor(session: RunnerSession, { places, deck }: Lane, stop: AbortSignal): Promise<void> {
  const delay = retryDelay();
  while (!session.over && !stop.aborted) {
    if (places.free <= 0 || session.isDraining) {
      await places.freed.wait(stop);
      continue;
    }
    const isBrought = deck === null && (await session.ride.brings({ isSoon: session.queue.hasUnsent, signal: stop }));
    if (isBrought || places.free <= 0 || session.isDraining) continue;
    try {
      await askFor(session, { max: deck === null ? Math.min(places.free, MAX_CLAIM) : 0, decks: deck === null ? [] : [deck], stop });
      delay.reset();
    } catch (error) {
      if (!(error instanceof DispatchCallError)) throw error;
      if (stop.aborted) return;
      session.failed(error);
      await pause(delay.next(), stop);
    }
  }
}

interface Wants {
  readonly max: number;
  readonly decks: readonly string[];
  readonly stop: AbortSignal;
}

async function askFor(session: RunnerSession, wants: Wants): Promise<void> {
  const ask = async (): Promise<void> => take(session, await claim(session, wants));
  // What a claim asks for by itself must not be asked for by a report as well, until what it brought has taken its places.
  await (wants.decks.length > 0 ? ask() : session.ride.without(ask));
}

async function claim(session: RunnerSession, options: Wants): Promise<readonly ClaimedAttempt[]> {
  const request = { session: session.id, max: options.max, decks: options.decks, waitSeconds: MAX_CLAIM_WAIT_SECONDS };
  const limits = { timeoutMs: MAX_CLAIM_WAIT_SECONDS * 1_000 + CLAIM_SLACK_MS, signal: options.stop };
  const answer = await session.context.client.claim(request, limits);
  session.context.watch.answered();
  return answer.attempts;
}

/** Takes in what an answer brought. It may have overtaken the wish to drain, and a server may err about the number: neither may overfill the slots or lose work. */
export function take(session: RunnerSession, attempts: readonly ClaimedAttempt[]): void {
  if (attempts.length > 0) session.context.options.onPoint?.(RUNNER_POINTS.claimed);
  for (const claimed of attempts) {
    if (session.isDraining) session.refuse(claimed, 'the runner is draining');
    else if ((placeFor(claimed, session.context)?.free ?? 1) <= 0) session.refuse(claimed, claimed.spec.kind === 'steps' ? 'the deck is still in use' : 'the runner has no free slot');
    else session.start(claimed);
  }
}
