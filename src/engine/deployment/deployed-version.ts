// The version of a workflow that a document becomes.
import { deployedDefinition, documentOf } from '../../domain/deployment/deployed-definition.ts';
import { DomainError } from '../../domain/errors.ts';
import type { GraphDocument } from '../../domain/graph/graph-document.ts';
import type { WorkflowVersion } from '../../domain/run/workflow.ts';
import { insertVersion, lockWorkflowByName, workflowVersion } from '../../store/write/workflow-write.store.ts';
import { hashOf } from '../command-request.ts';
import { emit, type Work } from '../work.ts';

/** A document with the workflow that it is a version of: that of the deployment's name in its project. */
export interface NewVersion {
  readonly projectId: string;
  readonly name: string;
  readonly description: string;
  readonly document: GraphDocument;
}

/** The version with this document: the latest when it has it, else one more. Throws ALREADY_EXISTS when the workflow of that name is somebody's own. */
export async function deployedVersion(work: Work, { projectId, name, description, document }: NewVersion): Promise<{ readonly workflowId: string; readonly n: number; readonly isNew: boolean }> {
  // A definition without an owner is the system's own: its workflow is, too.
  const createdBy = work.actorId;
  const workflow = await lockWorkflowByName(work.tx, { id: work.engine.newId(), projectId, name, description, createdBy });
  const body = deployedDefinition(document);
  const sha = hashOf(body);
  const latest = workflow.latest === 0 ? undefined : await workflowVersion(work.tx, workflow.id, workflow.latest);
  if (latest?.sha === sha) return { workflowId: workflow.id, n: latest.n, isNew: false };
  if (latest !== undefined && documentOf(latest.body) === null) {
    throw new DomainError('ALREADY_EXISTS', `name: the project has a workflow named ${name} that was saved by itself: choose another name for the deployment`, { path: ['name'] });
  }
  const n = workflow.latest + 1;
  await insertVersion(work.tx, { workflowId: workflow.id, n, body, sha, createdBy });
  emit(work, n === 1 ? 'workflow.created' : 'workflow.version', { subjectId: workflow.id, projectId, data: { name, n } });
  return { workflowId: workflow.id, n, isNew: true };
}

/** Throws ALREADY_EXISTS when the latest version of a workflow is one that a deployment has made: a deployment that follows the newest could not serve what is saved by itself. */
export function requireNotDeployed(name: string, latest: WorkflowVersion | undefined): void {
  if (latest === undefined || documentOf(latest.body) === null) return;
  throw new DomainError('ALREADY_EXISTS', `name: the workflow ${name} of this project is that of a deployment: choose another name, or give the deployment another document with deployWorkflow`, { path: ['name'] });
}
