// PUT /api/run: queues a run, and answers with its id, or with its result to who would rather wait.
import { covers } from '../../../../domain/access.ts';
import { DomainError } from '../../../../domain/errors.ts';
import { GraphCallFault } from '../../../../domain/graph/call/graph-call-fault.ts';
import { recordDenial } from '../../../../engine/access/denial-book.ts';
import { runDeployment } from '../../../../engine/deployment/run-deployment.service.ts';
import type { IkomiaCall } from '../ikomia-context.ts';
import { fault, IkomiaError, unavailable } from '../ikomia-error.ts';
import { answerJson } from '../transport/ikomia-answer.ts';
import { incomingBody } from '../transport/incoming-body.ts';
import { jsonObjectOf, requirePlain } from '../transport/json-body.ts';
import { preferredWait } from '../transport/prefer-wait.ts';
import { flagOf } from '../transport/query-flag.ts';
import { advisedState, answerOutcome } from './answer-outcome.ts';
import { calledDeployment, type ServedDeployment, startedDeployment } from './called-deployment.ts';
import { type GraphOutcome, isOpen, outcomeLater, outcomeNow } from './run-outcome.ts';

/** Seconds after which it is worth trying again at a queue that takes nothing new. */
const DRAINED_SECONDS = 30;

/** Queues a run of the deployment. Throws 403, 404, 409 for a key that was used for another body, 413, 415, 422, and 503 when nothing new is taken. */
export async function startRun(call: IkomiaCall, deployment: string | null): Promise<void> {
  const advised = flagOf(call.query, 'advice');
  const seconds = preferredWait(call.req.headers.prefer);
  const known = await startedDeployment(call, deployment);
  await requireOperator(call);
  requirePlain(call.req);
  const { runId, deploymentId } = await queued(call, { name: deployment, known });
  const headers = { location: locationOf(call, deployment, runId), ...(seconds === null ? {} : { 'preference-applied': `wait=${seconds}` }) };
  const asked = { deploymentId, runId };
  const outcome = seconds === null ? null : await outcomeLater(call, asked, { ms: seconds * 1_000, until: 'END' });
  if (outcome !== null && !isOpen(outcome)) return await answerOutcome(call, outcome, { advised, isHeld: true, headers });
  const body = advised ? { uuid: runId, ...advisedState(outcome ?? (await outcomeNow(call, asked)) ?? lost(runId), { isHeld: true }) } : runId;
  answerJson(call, seconds === null ? 200 : 202, { body, headers });
}

/** Before the body is read: who may not run it must not have the server hold a hundred megabytes. */
async function requireOperator({ context, caller, command }: IkomiaCall): Promise<void> {
  if (covers(caller.actor.role, 'operator')) return;
  const error = new DomainError('FORBIDDEN', `this needs the role operator; the key of ${caller.actor.name} has ${caller.actor.role}: ask an admin for another key`);
  await recordDenial(context.engine, command, { op: 'runDeployment', input: {}, error });
  throw error;
}

/** What is called, as the path has it, and as it stood a moment ago. */
interface Called {
  readonly name: string | null;
  readonly known: ServedDeployment;
}

/** A run that was queued. */
interface Queued {
  readonly runId: string;
  readonly deploymentId: string;
}

/** Reads the body and queues what it asks for. */
async function queued(call: IkomiaCall, { name, known }: Called): Promise<Queued> {
  const { context, req } = call;
  using body = await incomingBody(req, { max: context.settings.maxBodyBytes, budget: context.bodies });
  return await context.turns.take(body.size, async () => {
    const asked = await jsonObjectOf(body.take());
    try {
      return await queuedAt(call, known, asked);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'NOT_FOUND')) throw refusalOfRun(error);
      // Perhaps another one has the name by now: what was known is a moment old.
      const now = await calledDeployment(call, name);
      if (now.id === known.id) throw error;
      return await queuedAt(call, now, asked).catch((anew: unknown) => { throw refusalOfRun(anew); });
    }
  });
}

async function queuedAt({ context, command }: IkomiaCall, { id, name }: ServedDeployment, { inputs, outputs, parameters }: Readonly<Record<string, unknown>>): Promise<Queued> {
  const { subjectId, result, message } = await runDeployment(context.engine, command, { deployment: name, inputs, outputs, parameters });
  if (result === 'REFUSED') throw new IkomiaError(409, message ?? 'the run was refused');
  return { runId: subjectId, deploymentId: id };
}

function refusalOfRun(error: unknown): unknown {
  if (error instanceof GraphCallFault) return fault(error.loc, error.reason, error.type);
  if (error instanceof DomainError && error.code === 'INVALID' && error.path?.[0] === 'deployment') return unavailable(error.message, { seconds: DRAINED_SECONDS, cause: error });
  return error;
}

function locationOf({ base }: IkomiaCall, deployment: string | null, runId: string): string {
  return `${base}${deployment === null ? '' : `/deployments/${deployment}`}/api/results/${runId}`;
}

function lost(runId: string): GraphOutcome {
  throw new Error(`the run ${runId} was not there when it had just been queued`);
}
