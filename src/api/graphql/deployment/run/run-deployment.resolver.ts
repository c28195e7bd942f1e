// The mutation that calls deployments.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { DomainError } from '../../../../domain/errors.ts';
import type { CommandOutcome } from '../../../../domain/outcome.ts';
import { removeInputs } from '../../../../engine/deployment/input/input-files.ts';
import { runDeployment } from '../../../../engine/deployment/run-deployment.service.ts';
import type { CommandContext } from '../../../../engine/engine.ts';
import { notFound } from '../../../../engine/not-found.ts';
import { deploymentNamed } from '../../../../engine/read/deployment.read.ts';
import type { ServedDeployment } from '../../../../store/read/deployment/served-deployment.store.ts';
import type { ApiContext } from '../../context.ts';
import { fromGlobalId } from '../../global-id.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { RunDeploymentPayload } from '../deployment.payload.ts';
import { placedInputs } from './placed-inputs.ts';
import { RunDeploymentInput } from './run-deployment.input.ts';
import { inOwnWords, wireCall } from './wire-call.ts';

/** `runDeployment`. */
@Resolver()
export class RunDeploymentResolver {
  @Mutation(() => RunDeploymentPayload, {
    description: 'Makes a run of a deployment with what goes into its graph; watch it by phaseChanges and taskChanges, and read Run.result when it has ended. A repeat of the requestId with the same values has one effect, also with files that are sent again. Needs the role operator in the project of the deployment.',
  })
  runDeployment(@Arg('input', () => RunDeploymentInput, { description: 'The deployment, what goes in, what is wanted.' }) input: RunDeploymentInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'run', input, command: (context) => called(ctx, context, input) });
  }
}

async function called(ctx: ApiContext, context: CommandContext, input: RunDeploymentInput): Promise<CommandOutcome> {
  const { engine } = ctx;
  const served = await servedAt(ctx, input);
  const { inputs, made } = await placedInputs({ engine, context, served }, input.inputs);
  const { name, priority } = input;
  const call = { deployment: served.name, inputs, ...wireCall(input), name: name ?? undefined, priority: priority ?? undefined };
  const outcome = await inOwnWords(input, () => runDeployment(engine, context, call)).catch(async (error: unknown) => {
    // Of any other error nobody knows whether the run is there all the same: its files go by themselves.
    if (error instanceof DomainError) await removeInputs(engine, made);
    throw error;
  });
  if (made.length === 0) return outcome;
  // A repeat has the run of the first, and that has its own files.
  const kept = outcome.result === 'ACCEPTED' ? await filesOfRun(ctx, outcome.subjectId) : new Set<string>();
  await removeInputs(engine, made.filter((id) => !kept.has(id)));
  return outcome;
}

async function servedAt(ctx: ApiContext, { deploymentId, deployment }: RunDeploymentInput): Promise<ServedDeployment> {
  if (deploymentId != null && deployment != null) throw new DomainError('INVALID', 'deployment: give the id or the name of the deployment, not both', { path: ['deployment'] });
  const name = deploymentId == null ? (deployment ?? null) : await nameOf(ctx, deploymentId);
  return (await deploymentNamed(ctx.engine, ctx.actor, name)) ?? notFound('deployment', name ?? 'by default', ['deployment']);
}

async function nameOf({ loaders }: ApiContext, deploymentId: string): Promise<string> {
  const id = fromGlobalId(deploymentId, 'Deployment', ['deploymentId']);
  return (await loaders.deployment.load(id))?.name ?? notFound('deployment', id, ['deploymentId']);
}

/** The files that go into the graph of a run. */
async function filesOfRun({ loaders }: ApiContext, runId: string): Promise<ReadonlySet<string>> {
  loaders.clear();
  const { rows } = await loaders.tasksOfRun.load(runId, { first: 1 });
  const spec = rows[0]?.spec;
  return new Set(spec?.kind === 'graph' ? spec.inputs.flatMap(({ body }) => ('file' in body ? [body.file] : [])) : []);
}
