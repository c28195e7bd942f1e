// One run of a deployment: together with others when nothing needs a look first, else as a command of its own.
import type { GraphCall } from '../../../domain/graph/graph-call.ts';
import type { GraphValue } from '../../../domain/graph/graph-value.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import type { ServedDeployment } from '../../../store/read/deployment/served-deployment.store.ts';
import { accepted, runCommand } from '../../command-frame.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { requirePlace } from '../../place-check.ts';
import { valueMark } from './call-mark.ts';
import { calledRun } from './called-run.ts';
import { insertConfirmed, insertTogether, RUN_DEPLOYMENT } from './insert-runs.ts';
import { requireOpenQueue, type CallInput } from './prepare-call.ts';

/** A call as it was read. */
export interface AskedRun extends CallInput {
  readonly deployment: string | null;
  readonly name: string | null;
  readonly priority: number;
}

/** A run whose inputs are in place. */
export interface ReadyRun {
  readonly asked: AskedRun;
  readonly served: ServedDeployment;
  readonly call: GraphCall;
  readonly values: readonly GraphValue[];
  /** Whether it may go without a look at locks and earlier requests. */
  readonly atOnce: boolean;
}

/** Inserts the run; gives the outcome, which of a repeated request is that of the first, and the id that this one would have had. Rejects, see isUnconfirmed, when the deployment is not as it was read. */
export async function insertRun(engine: Engine, context: CommandContext, { asked, served, call, values, atOnce }: ReadyRun): Promise<{ readonly outcome: CommandOutcome; readonly runId: string }> {
  const { name, priority, outputs, parameters, deployment } = asked;
  const run = calledRun(engine, context, { served, call, values, name, priority });
  const order = { context, served, run, weight: values.reduce((sum, { body }) => sum + ('inline' in body ? body.inline.length : 0), 0) };
  if (atOnce) return { outcome: await insertTogether(engine, order), runId: run.runId };
  const outcome = await runCommand(engine, context, {
    op: RUN_DEPLOYMENT,
    input: { deployment, name, priority, outputs, parameters, inputs: context.requestId === null ? null : values.map(valueMark) },
    body: async (work) => {
      // Who calls has been judged; locks are judged here, and that the deployment and its queue are what was judged is confirmed.
      const { queue } = served;
      requireOpenQueue(served);
      await requirePlace(work, { projectId: served.projectId, queueId: queue.id }, { noun: 'deployment', id: served.name, path: ['deployment'] });
      if (queue.projectId !== null) await requirePlace(work, { projectId: queue.projectId, queueId: queue.id }, { noun: 'queue named', id: queue.name, path: ['deployment'] });
      work.appended.push(...(await insertConfirmed(work, [order], { unlocked: false })));
      return accepted(run.runId);
    },
  });
  return { outcome, runId: run.runId };
}
