// POST /dispatch/claim: work at once, or as soon as there is some, or nothing when the time is over.
import type { Actor } from '../../domain/access.ts';
import { type ClaimAnswer, type ClaimRequest, MAX_CLAIM_WAIT_SECONDS } from '../../domain/dispatch/protocol.ts';
import type { LoggedEvent } from '../../domain/event/event.ts';
import type { EventKind } from '../../domain/event/kind.ts';
import { claim, claimerOf, claimOnceMore } from '../../engine/dispatch/claim.service.ts';
import type { DispatchContext } from './dispatch-context.ts';
import { wakeOn } from './hub-wake.ts';

/** Longest time between two looks at the queues, ms: items whose time comes due (`notBefore`), or whose run goes on, send no event of their queue. */
export const CLAIM_BACKSTOP_MS = 1_000;

/** What may make something claimable in a queue. */
const ENTERED: ReadonlySet<EventKind> = new Set(['task.enqueued', 'task.requeued', 'task.moved', 'queue.state', 'queue.updated', 'queue.barrier_moved', 'queue.barrier_removed']);
/** What may free a place of a queue with a limit. */
const ENDED: ReadonlySet<EventKind> = new Set(['task.ended', 'task.attempt_ended']);

/** Registers, looks, waits, looks again. Holds no database connection while it waits; claims nothing once the signal has fired, or the caller is nobody any more. */
export async function answerClaim(context: DispatchContext, callerNow: () => Promise<Actor>, call: { request: ClaimRequest; signal: AbortSignal }): Promise<ClaimAnswer> {
  const { session, max, decks, waitSeconds } = call.request;
  const deadline = performance.now() + Math.min(waitSeconds, MAX_CLAIM_WAIT_SECONDS) * 1_000;
  // A busy runner is mostly given something at once: then nobody has to know what it would have waited for.
  const atOnce = call.signal.aborted ? [] : await claimOnceMore(context.engine, await callerNow(), { session, max, decks });
  if (atOnce.length > 0) return { attempts: atOnce };
  const claimer = await claimerOf(context.engine, session);
  using wake = wakeOn(context.hub, { kinds: [...ENTERED, ...ENDED, 'task.handed_out'], matches: wakesFor(claimer) });
  while (!call.signal.aborted) {
    const attempts = await claim(context.engine, await callerNow(), { session, max, decks });
    const left = deadline - performance.now();
    if (attempts.length > 0 || left <= 0) return { attempts };
    await wake.wait(Math.min(left, CLAIM_BACKSTOP_MS), call.signal);
  }
  return { attempts: [] };
}

/** Events of its queues, and hand-outs that were made for this runner alone. */
function wakesFor({ id, ownQueues }: Awaited<ReturnType<typeof claimerOf>>): (event: LoggedEvent) => boolean {
  const queues = new Map(ownQueues.map((queue) => [queue.id, queue.isLimited]));
  return ({ kind, queueId, data }) => {
    if (kind === 'task.handed_out') return (data['attempt'] as { runnerId?: unknown } | undefined)?.runnerId === id;
    const isLimited = queueId === null ? undefined : queues.get(queueId);
    return isLimited !== undefined && (isLimited || ENTERED.has(kind));
  };
}
