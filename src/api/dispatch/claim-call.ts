// POST /dispatch/claim: work at once, or as soon as there is some, or nothing when the time is over.
import type { Actor } from '../../domain/access.ts';
import { type ClaimAnswer, type ClaimRequest, MAX_CLAIM_WAIT_SECONDS } from '../../domain/dispatch/protocol.ts';
import { claim, queuesOfSession } from '../../engine/dispatch/claim.service.ts';
import type { DispatchContext } from './dispatch-context.ts';
import { wakeOn } from './hub-wake.ts';

/** Longest time between two looks at the queues, ms: items whose time comes due (`notBefore`) send no event. */
export const CLAIM_BACKSTOP_MS = 1_000;

/** Registers, looks, waits, looks again. Holds no database connection while it waits; claims nothing once the signal has fired. */
export async function answerClaim(context: DispatchContext, actor: Actor, call: { request: ClaimRequest; signal: AbortSignal }): Promise<ClaimAnswer> {
  const { session, max, waitSeconds } = call.request;
  const deadline = performance.now() + Math.min(waitSeconds, MAX_CLAIM_WAIT_SECONDS) * 1_000;
  const queues = new Set(await queuesOfSession(context.engine, session));
  using wake = wakeOn(context.hub, { kinds: ['task.enqueued', 'task.requeued', 'queue.state'], matches: ({ queueId }) => queueId !== null && queues.has(queueId) });
  while (!call.signal.aborted) {
    const attempts = await claim(context.engine, actor, { session, max });
    const left = deadline - performance.now();
    if (attempts.length > 0 || left <= 0) return { attempts };
    await wake.wait(Math.min(left, CLAIM_BACKSTOP_MS), call.signal);
  }
  return { attempts: [] };
}
