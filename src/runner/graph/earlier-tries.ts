// How often the nodes of a graph have been carried out before: a graph starts anew with each attempt, its records are counted on.
import { HISTORY_TIMEOUT_MS } from '../call/call-times.ts';
import { eachPage } from '../steps/load-history.ts';
import type { ClaimedGraph, GraphTools } from './execute-graph.ts';

/** Tries on record by node; asks the server only when there are any. Rejects like a call, and with the reason of the signal. */
export async function earlierTries(claimed: ClaimedGraph, { context, session, signal }: Pick<GraphTools, 'context' | 'session'> & { readonly signal: AbortSignal }): Promise<ReadonlyMap<number, number>> {
  const tries = new Map<number, number>();
  if (!claimed.resumes) return tries;
  const { attemptId, epoch } = claimed;
  const page = (after: number, cut: AbortSignal) => context.client.history({ session, attemptId, epoch, after }, { timeoutMs: HISTORY_TIMEOUT_MS, signal: cut });
  await eachPage(page, signal, ({ steps }) => {
    for (const step of steps) if (step.section === 'node') tries.set(step.index, Math.max(tries.get(step.index) ?? 0, step.try));
  });
  return tries;
}
