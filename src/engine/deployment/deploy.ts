// The body of a deployment of a document: the version, the row, the mark of the default one.
import { allowanceAt, DEFAULT_ALLOWANCE, type AllowanceInput } from '../../domain/deployment/deployment-input.ts';
import type { Deployment } from '../../domain/deployment/deployment.ts';
import { DomainError } from '../../domain/errors.ts';
import type { GraphDocument } from '../../domain/graph/graph-document.ts';
import { insertDeployment, updateDeploymentRow, type DeploymentState } from '../../store/write/deployment/deployment-write.store.ts';
import { accepted, noop, type BodyOutcome } from '../command-frame.ts';
import { findProject } from '../found.ts';
import { requirePlace } from '../place-check.ts';
import type { Work } from '../work.ts';
import { requireDefaultRole, servingQueue, takeDefaultMark, tellDeployment } from './deployment-change.ts';
import { deployedVersion } from './deployed-version.ts';

/** A checked document with how it is to be deployed; null = as it is, or as settings say. */
export interface CheckedDeployment extends AllowanceInput {
  readonly name: string;
  readonly document: GraphDocument;
  readonly projectId?: string | undefined;
  readonly description: string | null;
  readonly queueId?: string | null | undefined;
  readonly followsLatest: boolean;
  readonly isDefault: boolean | null;
}

/** Makes or changes the deployment; `there` is the one of this name, locked together with all others. */
export async function deploy(work: Work, there: Deployment | undefined, asked: CheckedDeployment): Promise<BodyOutcome> {
  const projectId = await projectOf(work, there, asked);
  if (asked.isDefault !== null && asked.isDefault !== (there?.isDefault ?? false)) requireDefaultRole(work);
  const { workflowId, n, isNew } = await deployedVersion(work, { projectId, name: asked.name, description: asked.description ?? there?.description ?? '', document: asked.document });
  const state = await stateOf(work, there, { ...asked, n });
  if (state.isDefault) await takeDefaultMark(work, there?.id ?? '');
  if (there === undefined) {
    const fresh = { ...state, id: work.engine.newId(), name: asked.name, projectId, workflowId, createdBy: work.actorId };
    await insertDeployment(work.tx, fresh);
    tellDeployment(work, 'deployment.created', { ...fresh, n });
    return accepted(fresh.id);
  }
  if (!isNew && isSame(there, state)) return noop(there.id, 'ALREADY_SO');
  await updateDeploymentRow(work.tx, there.id, state);
  tellDeployment(work, 'deployment.updated', { ...there, ...state, n });
  return accepted(there.id);
}

/** Whether a change changes nothing. */
export function isSame(there: DeploymentState, state: DeploymentState): boolean {
  return (Object.keys(state) as (keyof DeploymentState)[]).every((key) => there[key] === state[key]);
}

async function projectOf(work: Work, there: Deployment | undefined, { name, projectId }: CheckedDeployment): Promise<string> {
  if (there === undefined) return (await findProject(work, projectId)).id;
  await requirePlace(work, { projectId: there.projectId }, { noun: 'deployment', id: there.name, path: ['name'] });
  if (projectId == null || projectId === there.projectId) return there.projectId;
  throw new DomainError('ALREADY_EXISTS', `projectId: the deployment ${name} is in another project, where it stays: leave the project out, or choose another name`, { path: ['projectId'] });
}

async function stateOf(work: Work, there: Deployment | undefined, asked: CheckedDeployment & { readonly n: number }): Promise<DeploymentState> {
  const queueId = there === undefined || asked.queueId != null ? await servingQueue(work, asked.queueId) : there.queueId;
  return {
    description: asked.description ?? there?.description ?? '',
    workflowN: asked.followsLatest ? null : asked.n,
    queueId,
    isDefault: asked.isDefault ?? there?.isDefault ?? false,
    ...allowanceAt(asked, there ?? work.engine.settings.graphs ?? DEFAULT_ALLOWANCE),
  };
}
