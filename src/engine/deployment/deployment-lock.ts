// Locking a deployment for a command.
import type { Deployment } from '../../domain/deployment/deployment.ts';
import { deploymentById, lockDeployments } from '../../store/write/deployment/deployment-write.store.ts';
import { notFound, requireId } from '../found.ts';
import { requirePlace } from '../place-check.ts';
import type { Work } from '../work.ts';

/** The deployment, locked together with all others. Throws NOT_FOUND, FORBIDDEN, LOCKED. */
export async function lockedDeployment(work: Work, deploymentId: string): Promise<Deployment> {
  const named = { noun: 'deployment', id: requireId('deployment', deploymentId, ['deploymentId']), path: ['deploymentId'] };
  await lockDeployments(work.tx);
  const there = (await deploymentById(work.tx, named.id)) ?? notFound(named.noun, named.id, named.path);
  await requirePlace(work, { projectId: there.projectId }, named);
  return there;
}
