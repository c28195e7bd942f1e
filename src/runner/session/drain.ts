// The orderly end of a runner: no further claims, work finished or handed back, every fact reported.
import { pause } from '../retry-delay.ts';
import type { RunnerSession } from './runner-session.ts';

/** Milliseconds that a claim under way may still take once draining began: the server is told first, then it is cut. */
export const CLAIM_CUT_MS = 500;
/** Milliseconds for the last reports when the runner must end at once. */
export const LAST_REPORT_MS = 2_000;

/** Drains the session and ends it; `stopClaims` ends the claim loop. Bounded by drainSeconds, the grace and one lease. */
export async function drain(session: RunnerSession, stopClaims: () => void): Promise<void> {
  const { log, drainSeconds, now } = session.context.options;
  log.info({ attempts: session.refs.length, drainSeconds }, 'draining');
  session.startDraining();
  // An answer that is already on its way may hold work, which is then handed back by name instead of being missed for a lease.
  await pause(CLAIM_CUT_MS, now);
  stopClaims();
  await Promise.race([session.quiet(), pause(drainSeconds * 1_000, now)]);
  await handBack(session);
  session.end('DONE');
}

async function handBack(session: RunnerSession): Promise<void> {
  const { now } = session.context.options;
  session.handBack('the runner was told to end', { atOnce: now?.aborted ?? false });
  const hurry = (): void => session.handBack('the runner was told to end at once', { atOnce: true });
  now?.addEventListener('abort', hurry);
  // The grace of the work may be longer than a lease: beats go on meanwhile, so only silence of the server ends the session.
  await Promise.race([session.quiet(), atOnce(now)]);
  now?.removeEventListener('abort', hurry);
}

async function atOnce(now: AbortSignal | undefined): Promise<void> {
  if (!now) return new Promise<void>(() => undefined);
  if (!now.aborted) await new Promise<void>((resolve) => now.addEventListener('abort', () => resolve(), { once: true }));
  await pause(LAST_REPORT_MS);
}
