// The run that a call of a deployment makes.
import { DEFAULT_RETRY } from '../../../domain/task/spec.ts';
import type { GraphCallSpec } from '../../../domain/deployment/deployed-definition.ts';
import type { GraphCall } from '../../../domain/graph/graph-call.ts';
import type { GraphValue } from '../../../domain/graph/graph-value.ts';
import type { ServedDeployment } from '../../../store/read/deployment/served-deployment.store.ts';
import type { NewGraphRun } from '../../../store/write/deployment/graph-run.store.ts';
import type { CommandContext, Engine } from '../../engine.ts';

/** A call that has been checked against what the deployment serves, with its inputs in place. */
export interface PreparedCall {
  readonly served: ServedDeployment;
  readonly call: GraphCall;
  readonly values: readonly GraphValue[];
  /** Null = that of the deployment. */
  readonly name: string | null;
  readonly priority: number;
}

/** The rows to insert. */
export function calledRun(engine: Engine, context: CommandContext, { served, call, values, name, priority }: PreparedCall): NewGraphRun {
  const { timeoutSeconds, memoryMib, resultTtlSeconds } = served;
  const spec: GraphCallSpec = { deployment: served.name, inputs: values, overrides: call.overrides, outputs: call.wanted, limits: { timeoutSeconds, memoryMib }, resultTtlSeconds };
  return {
    runId: engine.newId(), taskId: engine.newId(), itemId: engine.newId(),
    deploymentId: served.id, projectId: served.projectId, workflowId: served.workflowId, workflowN: served.n, queueId: served.queue.id,
    name: name ?? served.name, priority, createdBy: context.actor.userId, requestId: context.requestId, call: spec, retry: DEFAULT_RETRY,
  };
}
