// Introducing the runner to the server, as often as it takes.
import { hostname } from 'node:os';
import { COMMAND_CAPABILITIES, GRAPH_CAPABILITIES, STEPS_CAPABILITIES } from '../../domain/attempt/runner.ts';
import { DISPATCH_PROTOCOL, type SessionRequest } from '../../domain/dispatch/protocol.ts';
import { DispatchCallError } from '../call/dispatch-call-error.ts';
import { pause, retryDelay } from '../retry-delay.ts';
import { RunnerRefused } from '../runner-refused.ts';
import { RunnerSession } from './runner-session.ts';
import type { RunnerContext } from '../runner-context.ts';
import { ORPHAN_SECONDS } from '../runner-options.ts';

/** Milliseconds for one introduction. */
export const SESSION_TIMEOUT_MS = 10_000;
/** Seconds of lease assumed for `exitWhenOrphaned` while no server has named its own. */
export const UNKNOWN_LEASE_SECONDS = 20;

const FATAL: readonly string[] = ['UNAUTHORIZED', 'FORBIDDEN', 'PROTOCOL', 'BAD_REQUEST'];

/** A session, or why there will be none. Throws `RunnerRefused` when the server refuses this runner as it is. */
export async function openSession(context: RunnerContext, lastLeaseMs: number | null): Promise<RunnerSession | 'DRAINED' | 'ORPHANED'> {
  const { options, watch } = context;
  const delay = retryDelay();
  const patienceMs = (lastLeaseMs ?? UNKNOWN_LEASE_SECONDS * 1_000) + (options.orphanSeconds ?? ORPHAN_SECONDS) * 1_000;
  while (!options.signal.aborted) {
    const session = await introduce(context);
    if (session) return session;
    if (options.exitWhenOrphaned && watch.silentMs > patienceMs) return 'ORPHANED';
    await pause(delay.next(), options.signal);
  }
  return 'DRAINED';
}

async function introduce(context: RunnerContext): Promise<RunnerSession | null> {
  const sentAt = performance.now();
  try {
    const answer = await context.client.session(introduction(context), { timeoutMs: SESSION_TIMEOUT_MS, signal: context.options.signal });
    context.watch.answered();
    context.options.log.info({ runnerId: answer.runnerId, leaseSeconds: answer.leaseSeconds }, 'session opened');
    return new RunnerSession(context, answer, sentAt);
  } catch (error) {
    if (!(error instanceof DispatchCallError)) throw error;
    if (FATAL.includes(error.code)) throw new RunnerRefused(`the server refused this runner (${error.code}): ${error.message}`, { cause: error });
    if (!context.options.signal.aborted) context.watch.failed(error);
    return null;
  }
}

function introduction({ options, house, graphs }: RunnerContext): SessionRequest {
  const hasDecks = house.decks.length > 0;
  return {
    protocol: DISPATCH_PROTOCOL,
    name: options.name,
    kind: options.kind,
    slots: options.slots,
    kinds: ['command', ...(hasDecks ? ['steps'] as const : []), ...(graphs ? ['graph'] as const : [])],
    queues: options.queues,
    can: { command: COMMAND_CAPABILITIES, ...(hasDecks ? { steps: STEPS_CAPABILITIES } : {}), ...(graphs ? { graph: GRAPH_CAPABILITIES } : {}) },
    decks: house.decks,
    ...(graphs && graphs.algorithms.offered.length > 0 ? { algorithms: graphs.algorithms.offered } : {}),
    host: hostname(),
    agent: options.agent ?? 'switchyard',
  };
}
