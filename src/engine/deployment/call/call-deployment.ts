// Carrying out a call: with what was known a moment ago, without a look first; when that has proved wrong, as an ordinary command that judges everything anew.
import { DomainError } from '../../../domain/errors.ts';
import type { GraphCall } from '../../../domain/graph/graph-call.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { isUnconfirmed } from '../../../store/write/session.store.ts';
import type { ServedDeployment } from '../../../store/read/deployment/served-deployment.store.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { notFound } from '../../not-found.ts';
import { freshDeployment, recalledDeployment } from '../deployment-memory.ts';
import { insertRun, type AskedRun } from './insert-run.ts';
import { checkedCall, requireCaller, requireOpenQueue } from './prepare-call.ts';
import { removeInputs } from '../input/input-files.ts';
import { storeInputs } from '../input/store-inputs.ts';

/** Times that a run is tried whose deployment changes under it. */
export const CALL_TRIES = 5;

/** Makes the run of a call that has been read; see `runDeployment`. */
export async function callDeployment(engine: Engine, context: CommandContext, asked: AskedRun): Promise<CommandOutcome> {
  const begun = await begin(engine, context, asked);
  const { values, made } = await storeInputs(engine, context, { owner: begun.served, given: begun.call.inputs });
  const { outcome, runId } = await inserted(engine, context, { asked, begun, values }).catch(async (error: unknown) => {
    // Of any other error nobody knows whether the run is there all the same, such as when the answer to a commit is lost: its inputs go by themselves.
    if (error instanceof DomainError) await removeInputs(engine, made);
    throw error;
  });
  // A repeat of a request has the run of the first: what was brought in for this one belongs to nothing.
  if (outcome.subjectId !== runId) await removeInputs(engine, made);
  return outcome;
}

/** A call that fits what is served. */
interface Begun {
  readonly served: ServedDeployment;
  readonly call: GraphCall;
}

/** Judged by what is remembered; whom that refuses, by what is. */
async function begin(engine: Engine, context: CommandContext, asked: AskedRun): Promise<Begun> {
  const known = await recalledDeployment(engine.db, asked.deployment);
  try {
    if (known) {
      requireOpenQueue(known);
      return await checked(engine, context, { asked, served: known });
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
  const now = await served(engine, asked);
  const begun = await checked(engine, context, { asked, served: now });
  // A repeat of a request has its run, whatever the queue takes by now: with a request id that is judged behind the look for the first.
  if (context.requestId === null) requireOpenQueue(now);
  return begun;
}

async function checked(engine: Engine, context: CommandContext, { asked, served: now }: { readonly asked: AskedRun; readonly served: ServedDeployment }): Promise<Begun> {
  await requireCaller(engine, context.actor, now);
  return { served: now, call: await checkedCall(engine, now, asked) };
}

async function served(engine: Engine, { deployment }: AskedRun): Promise<ServedDeployment> {
  return (await freshDeployment(engine.db, deployment)) ?? notFound('deployment', deployment ?? 'that is the default one', ['deployment']);
}

async function inserted(engine: Engine, context: CommandContext, of: { readonly asked: AskedRun; readonly begun: Begun; readonly values: AskedRun['values'] & object }): Promise<{ outcome: CommandOutcome; runId: string }> {
  let { begun } = of;
  for (let tries = 1; ; tries++) {
    try {
      return await insertRun(engine, context, { ...of, ...begun, atOnce: tries === 1 && context.requestId === null });
    } catch (error) {
      if (!isUnconfirmed(error) || tries === CALL_TRIES) throw error;
    }
    const now = await served(engine, of.asked);
    // What was put in belongs to the project of the one that was called.
    if (now.id !== begun.served.id) notFound('deployment', begun.served.name, ['deployment']);
    begun = await checked(engine, context, { asked: of.asked, served: now });
  }
}
