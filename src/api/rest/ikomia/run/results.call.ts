// GET /api/results/{id}: what a run has given, or that it has not yet.
import type { IkomiaCall } from '../ikomia-context.ts';
import { flagOf } from '../transport/query-flag.ts';
import { answerOutcome } from './answer-outcome.ts';
import { polledDeployment } from './called-deployment.ts';
import { runIdAt } from './run-id.ts';
import { outcomeLater, outcomeNow } from './run-outcome.ts';

/** Longest time for which a poll is held, ms: clients give an answer up after 30 s. */
export const LONG_POLL_MS = 20_000;

/** Answers; with `long` when the run stands otherwise than before, or after `LONG_POLL_MS`. Throws 404 and 422. */
export async function answerResults(call: IkomiaCall, path: { readonly deployment: string | null; readonly runId: string }): Promise<void> {
  const runId = runIdAt(path.runId);
  const [advised, long] = [flagOf(call.query, 'advice'), flagOf(call.query, 'long')];
  const { id: deploymentId } = await polledDeployment(call, path.deployment);
  const asked = { deploymentId, runId };
  const isHeld = long && call.req.method !== 'HEAD';
  await answerOutcome(call, isHeld ? await outcomeLater(call, asked, { ms: LONG_POLL_MS, until: 'CHANGE' }) : await outcomeNow(call, asked), { advised, isHeld });
}
