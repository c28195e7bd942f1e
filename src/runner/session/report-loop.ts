// Sending facts: one report at a time, in order, repeated until the server has them on record.
import { DispatchCallError } from '../call/dispatch-call-error.ts';
import { pause, retryDelay, type RetryDelay } from '../retry-delay.ts';
import { RUNNER_POINTS } from '../runner-options.ts';
import { take } from './claim-loop.ts';
import type { RunnerSession } from './runner-session.ts';

/** Milliseconds for one report; a repeat of one that arrived after all is harmless. */
export const REPORT_TIMEOUT_MS = 10_000;

/** Reports until the session is over. */
export async function reportLoop(session: RunnerSession): Promise<void> {
  const delay = retryDelay();
  while (!session.over) {
    if (!session.queue.isDue) {
      await session.queue.news.wait(session.signal);
      continue;
    }
    try {
      await report(session, delay);
    } catch (error) {
      if (!(error instanceof DispatchCallError)) throw error;
      if (session.over) return;
      if (isContentRefusal(error)) soften(session, error);
      else session.failed(error);
      await pause(delay.next(), session.signal);
    }
  }
}

async function report(session: RunnerSession, delay: RetryDelay): Promise<void> {
  const max = session.ride.board();
  let isAll = false;
  try {
    isAll = await exchange(session, delay, max);
  } finally {
    session.ride.arrive(isAll);
  }
}

/** One report, with a claim for so many attempts beside it; whether all of them came. */
async function exchange(session: RunnerSession, delay: RetryDelay, max: number): Promise<boolean> {
  const body = `{"session":${JSON.stringify(session.id)},"items":${session.queue.batch()}${max > 0 ? `,"claim":{"max":${max}}` : ''}}`;
  const timeoutMs = Math.min(REPORT_TIMEOUT_MS, session.leaseMs);
  const { client, options } = session.context;
  options.onPoint?.(RUNNER_POINTS.beforeReport);
  const answer = await client.report(body, { timeoutMs, signal: session.signal });
  options.onPoint?.(RUNNER_POINTS.reported);
  session.context.watch.answered();
  const { upTo, stale, attempts = [] } = answer;
  if (!session.queue.acknowledge(upTo)) {
    disown(session, upTo);
    return false;
  }
  session.lose(stale);
  session.queue.harden();
  delay.reset();
  take(session, attempts);
  return max > 0 && attempts.length >= max;
}

function isContentRefusal(error: DispatchCallError): boolean {
  return error.code === 'BAD_REQUEST' || error.code === 'TOO_LARGE';
}

// Losing an item's content is better than a line that stands still for ever; a session whose finish is refused twice is given up.
function soften(session: RunnerSession, error: DispatchCallError): void {
  session.context.options.log.error({ code: error.code, reason: error.message }, 'the server refused the content of a report');
  if (!session.queue.soften()) session.end('UNKNOWN');
}

function disown(session: RunnerSession, upTo: number): void {
  session.context.options.log.error({ upTo }, 'the server acknowledged numbers that cannot be: its record of this session is another one');
  session.end('UNKNOWN');
}
