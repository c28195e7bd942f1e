// POST /dispatch/beat: renews the lease, then answers at once with orders and controls, or as soon as there is one, or when the time is over.
import type { Actor } from '../../domain/access.ts';
import { type BeatAnswer, type BeatRequest, MAX_CLAIM_WAIT_SECONDS } from '../../domain/dispatch/protocol.ts';
import type { EventKind } from '../../domain/event/kind.ts';
import { beat, peekOrders, tasksOfAttempts } from '../../engine/dispatch/beat.service.ts';
import type { DispatchContext } from './dispatch-context.ts';
import { wakeOn } from './hub-wake.ts';

/** Longest time an answer is held back, in seconds, whatever was asked: proxies cut silent connections after half a minute. */
export const MAX_BEAT_WAIT_SECONDS = MAX_CLAIM_WAIT_SECONDS;

// An order (also for an attempt that was handed out after this beat was sent), a pause or its end, or the end of the attempt by somebody else.
const KINDS: readonly EventKind[] = ['task.ordered', 'task.held', 'task.resumed', 'task.requeued', 'task.ended', 'task.attempt_ended', 'task.reset'];

/** Registers before the lease is renewed, so that an order given meanwhile is not missed. Holds no connection while it waits. */
export async function answerBeat(context: DispatchContext, actor: Actor, call: { request: BeatRequest; signal: AbortSignal }): Promise<BeatAnswer> {
  const { engine, hub } = context;
  const { session, attempts, waitSeconds } = call.request;
  const deadline = performance.now() + Math.min(waitSeconds, MAX_BEAT_WAIT_SECONDS) * 1_000;
  const tasks = new Set(waitSeconds > 0 ? await tasksOfAttempts(engine, attempts.map(({ attemptId }) => attemptId)) : []);
  using wake = wakeOn(hub, { kinds: KINDS, matches: ({ kind, taskId }) => kind === 'task.ordered' || (taskId !== null && tasks.has(taskId)) });
  let answer = await beat(engine, actor, call.request);
  while (answer.orders.length + answer.controls.length + answer.lost.length === 0 && !call.signal.aborted) {
    const left = deadline - performance.now();
    if (left <= 0) break;
    await wake.wait(left, call.signal);
    answer = await peekOrders(engine, { session, attempts });
  }
  return answer;
}
