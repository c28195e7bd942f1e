// Deployments for callers who may see them.
import { decide, requireRole, type Actor } from '../../domain/access.ts';
import type { ServedDeployment } from '../../store/read/deployment/served-deployment.store.ts';
import { freshDeployment, recalledDeployment } from '../deployment/deployment-memory.ts';
import type { Engine } from '../engine.ts';

export { algorithmBook, algorithmList } from '../deployment/algorithm/algorithm-memory.ts';

/** The deployment of a name, or the default one for null, with what it serves; null when there is none that the actor may see. Throws FORBIDDEN for who may read nothing. */
export async function deploymentNamed(engine: Engine, actor: Actor, name: string | null): Promise<ServedDeployment | null> {
  return seen(actor, await freshDeployment(engine.db, name));
}

/** The same as it was at most `DEPLOYMENT_MEMORY_MS` ago, mostly without a statement: for polls, which name it again and again. */
export async function deploymentLately(engine: Engine, actor: Actor, name: string | null): Promise<ServedDeployment | null> {
  return seen(actor, await recalledDeployment(engine.db, name));
}

function seen(actor: Actor, served: ServedDeployment | undefined): ServedDeployment | null {
  requireRole(actor, 'viewer');
  return served !== undefined && decide(actor, { role: 'viewer', path: served.projectPath }) === 'ALLOWED' ? served : null;
}
