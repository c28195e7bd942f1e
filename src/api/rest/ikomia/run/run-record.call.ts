// GET and DELETE /api/runs/{id}: a run as a record, which is absent when there is none, and its end before its time.
import { abortRun } from '../../../../engine/run/end-run.service.ts';
import type { IkomiaCall } from '../ikomia-context.ts';
import { IkomiaError } from '../ikomia-error.ts';
import { answerJson } from '../transport/ikomia-answer.ts';
import { polledDeployment } from './called-deployment.ts';
import { runIdAt } from './run-id.ts';
import { type GraphOutcome, outcomeNow } from './run-outcome.ts';

/** Answers with the record; DELETE has the run stopped first, and changes nothing of one that has ended. Throws 403, 404 and 422. */
export async function answerRecord(call: IkomiaCall, path: { readonly deployment: string | null; readonly runId: string }): Promise<void> {
  const { name, id: deploymentId } = await polledDeployment(call, path.deployment);
  const asked = { deploymentId, runId: runIdAt(path.runId) };
  const record = required(await outcomeNow(call, asked), asked.runId);
  if (call.req.method !== 'DELETE') return answerJson(call, 200, { body: shown(record, name) });
  await abortRun(call.context.engine, call.command, { runId: asked.runId, reason: 'it was cancelled by a call of its deployment' });
  answerJson(call, 200, { body: shown(required(await outcomeNow(call, asked), asked.runId), name) });
}

function required(outcome: GraphOutcome | null, runId: string): GraphOutcome {
  if (outcome !== null) return outcome;
  throw new IkomiaError(404, `there is no run ${runId} of this deployment`);
}

function shown({ runId, state, status, message, eta, queuedAt, startedAt, endedAt, expiredAt }: GraphOutcome, deployment: string): object {
  return {
    uuid: runId, deployment, state, status, message, eta,
    queued_at: queuedAt.toISOString(), started_at: startedAt?.toISOString() ?? null, ended_at: endedAt?.toISOString() ?? null, results_expired_at: expiredAt?.toISOString() ?? null,
  };
}
