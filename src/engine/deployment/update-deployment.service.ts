// Changing a deployment: which version it serves, where its runs wait, what they may take.
import { allowanceAt, DEFAULT_ALLOWANCE, deploymentDescriptionAt, flagAt, type AllowanceInput } from '../../domain/deployment/deployment-input.ts';
import type { Deployment } from '../../domain/deployment/deployment.ts';
import { documentOf } from '../../domain/deployment/deployed-definition.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { updateDeploymentRow, type DeploymentState } from '../../store/write/deployment/deployment-write.store.ts';
import { workflowVersion } from '../../store/write/workflow-write.store.ts';
import { accepted, noop, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { notFound } from '../not-found.ts';
import type { Work } from '../work.ts';
import { isSame } from './deploy.ts';
import { lockedDeployment } from './deployment-lock.ts';
import { requireDefaultRole, servingQueue, takeDefaultMark, tellDeployment } from './deployment-change.ts';

/** What to change; what is absent (or null, but for the version) stays as it is. */
export interface UpdateDeploymentInput extends AllowanceInput {
  readonly deploymentId: string;
  /** Number of the version to serve; null = always the latest. */
  readonly version?: number | null | undefined;
  readonly description?: string | null | undefined;
  readonly queueId?: string | null | undefined;
  readonly isDefault?: boolean | null | undefined;
}

/** Changes what the next runs are made of; those that were called go on as they are. Errors: INVALID, NOT_FOUND, FORBIDDEN, LOCKED. */
export async function updateDeployment(engine: Engine, context: CommandContext, input: UpdateDeploymentInput): Promise<CommandOutcome> {
  const description = deploymentDescriptionAt(input.description);
  const isDefault = flagAt(input.isDefault, ['isDefault']);
  allowanceAt(input, DEFAULT_ALLOWANCE);
  return runCommand(engine, context, {
    op: 'updateDeployment',
    input,
    body: async (work) => {
      const there = await lockedDeployment(work, input.deploymentId);
      if (isDefault !== null && isDefault !== there.isDefault) requireDefaultRole(work);
      const state: DeploymentState = {
        description: description ?? there.description,
        workflowN: await versionOf(work, there, input.version),
        queueId: input.queueId == null ? there.queueId : await servingQueue(work, input.queueId),
        isDefault: isDefault ?? there.isDefault,
        ...allowanceAt(input, there),
      };
      if (isSame(there, state)) return noop(there.id, 'ALREADY_SO');
      if (state.isDefault) await takeDefaultMark(work, there.id);
      await updateDeploymentRow(work.tx, there.id, state);
      tellDeployment(work, 'deployment.updated', { ...there, ...state });
      return accepted(there.id);
    },
  });
}

/** Only versions that a deployment has made. */
async function versionOf(work: Work, there: Deployment, asked: unknown): Promise<number | null> {
  if (asked === undefined) return there.workflowN;
  if (asked === null) return null;
  const n = typeof asked === 'number' && Number.isSafeInteger(asked) && asked > 0 && asked < 2 ** 31 ? asked : null;
  const version = n === null ? undefined : await workflowVersion(work.tx, there.workflowId, n);
  return version === undefined || documentOf(version.body) === null ? notFound(`version of the deployment ${there.name}`, String(asked), ['version']) : version.n;
}
