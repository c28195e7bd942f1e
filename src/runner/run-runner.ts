// The runner: one guardian, one work directory, and one session after the other until it is told to end.
import path from 'node:path';
import { beatLoop } from './session/beat-loop.ts';
import { claimLoop } from './session/claim-loop.ts';
import { dispatchClient } from './call/dispatch-client.ts';
import { drain } from './session/drain.ts';
import { after } from './retry-delay.ts';
import { openDeckHouse } from './deck/deck-house.ts';
import { openGraphHouse } from './graph/graph-house.ts';
import { startGuardian } from './process/guardian.ts';
import { scavengeAlone } from './process/scavenge-alone.ts';
import { openSession } from './session/open-session.ts';
import { reportLoop } from './session/report-loop.ts';
import { runnerContext, type RunnerContext } from './runner-context.ts';
import type { RunnerEnd, RunnerOptions } from './runner-options.ts';
import type { RunnerSession } from './session/runner-session.ts';
import { openWorkRoot } from './work-root.ts';

/** Milliseconds between an end and the next introduction, so that a server which forgets every session at once is not hammered. */
export const NEXT_SESSION_MS = 100;

/** Milliseconds after the start at which a process for graphs is started, so that the first run need not wait for one: a runner that lives shorter needs none. */
export const WARM_AFTER_MS = 1_000;

/** Takes work from the server and runs it until drained or orphaned. Rejects with `RunnerRefused` when settings must change first. */
export async function runRunner(options: RunnerOptions): Promise<RunnerEnd> {
  scavengeAlone();
  await using workRoot = await openWorkRoot(options.workDir);
  await using guardian = await startGuardian(options.log);
  const files = (options.deckFiles ?? []).map((file) => path.resolve(file));
  const { log, environment } = options;
  const tools = { guardian, log, environment, attempts: workRoot.attempts };
  await using house = await openDeckHouse({ files, ...tools });
  await using graphs = await openGraphHouse(options.graph, tools);
  const context = runnerContext({ options, client: dispatchClient({ servers: [options.server].flat(), key: options.key, log: options.log }), guardian, workRoot, house, graphs });
  const cancelWarm = after(WARM_AFTER_MS, () => graphs?.hosts.warm());
  try {
    const end = await sessions(context);
    options.log.info({ end }, end === 'ORPHANED' ? 'no server has answered for too long: the runner ends' : 'the runner has drained and ends');
    return end;
  } finally {
    cancelWarm();
    // Processes of dropped attempts may still be within their grace; closing the guardian kills what is left.
    await Promise.race([Promise.all([context.slots, ...context.decks.values()].map((places) => places.allFree())), aborted(options.now)]);
  }
}

async function aborted(signal: AbortSignal | undefined): Promise<void> {
  if (!signal?.aborted) await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
}

async function sessions(context: RunnerContext): Promise<RunnerEnd> {
  let leaseMs: number | null = null;
  for (;;) {
    const session = await openSession(context, leaseMs);
    if (session === 'DRAINED' || session === 'ORPHANED') return session;
    leaseMs = session.leaseMs;
    await serve(session);
    if (context.options.signal.aborted) return 'DRAINED';
    await new Promise((resolve) => setTimeout(resolve, NEXT_SESSION_MS));
  }
}

async function serve(session: RunnerSession): Promise<void> {
  const claims = new AbortController();
  const stopClaims = (): void => claims.abort();
  session.signal.addEventListener('abort', stopClaims);
  try {
    await Promise.all([beatLoop(session), claimLoop(session, claims.signal), reportLoop(session), drainWhenTold(session, stopClaims)]);
  } catch (error) {
    // A fault of the runner itself: nothing may go on running that nobody beats for.
    session.end('UNKNOWN');
    throw error;
  }
}

async function drainWhenTold(session: RunnerSession, stopClaims: () => void): Promise<void> {
  const { signal } = session.context.options;
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  signal.addEventListener('abort', onAbort);
  session.signal.addEventListener('abort', onAbort);
  if (signal.aborted || session.over) resolve();
  await promise;
  signal.removeEventListener('abort', onAbort);
  if (!session.over) await drain(session, stopClaims);
}
