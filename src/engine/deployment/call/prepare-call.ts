// A call of a deployment before there is a run: who calls may, what is asked for exists, what goes in is in place.
import { decide, type Actor } from '../../../domain/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import { graphCallAt, type GraphCall } from '../../../domain/graph/graph-call.ts';
import type { GraphValue } from '../../../domain/graph/graph-value.ts';
import { admission } from '../../../domain/queue/admission.ts';
import { adviceOf } from '../../../domain/task/verdict.ts';
import type { ServedDeployment } from '../../../store/read/deployment/served-deployment.store.ts';
import type { Engine } from '../../engine.ts';
import { requireAt } from '../../place-check.ts';
import { algorithmBook } from '../algorithm/algorithm-memory.ts';

/** What goes in, what is wanted and what is set otherwise, as the HTTP routes have it. */
export interface CallInput {
  /** One object of one member for each input of the workflow. */
  readonly inputs?: unknown;
  readonly outputs?: unknown;
  readonly parameters?: unknown;
  /** In the place of `inputs`: values that are in place already, in files of callers of deployments or small. */
  readonly values?: readonly GraphValue[] | undefined;
}

/** The call against what is served. Throws GraphCallFault at the first fault. */
export async function checkedCall(engine: Engine, served: ServedDeployment, { inputs, outputs, parameters, values }: CallInput): Promise<GraphCall> {
  return graphCallAt(served.document, await algorithmBook(engine.db), { inputs: values === undefined ? inputs : values.map(asGiven), outputs, parameters });
}

/** Throws NOT_FOUND or FORBIDDEN unless the actor may put runs where the deployment has them; costs no statement for who may. */
export async function requireCaller(engine: Engine, actor: Actor, served: ServedDeployment): Promise<void> {
  const { queue } = served;
  const place = { noun: 'deployment', id: served.name, path: ['deployment'] };
  // Into a queue that all share everybody may put what he may command; into one of a project only who commands there.
  const role = queue.projectId === null ? 'viewer' : 'operator';
  if (decide(actor, { role: 'operator', path: served.projectPath }) !== 'ALLOWED') await requireAt(engine.db, actor, { ...place, role: 'operator', projectId: served.projectId });
  if (decide(actor, { role, path: queue.projectPath }) !== 'ALLOWED') await requireAt(engine.db, actor, { noun: 'queue named', id: queue.name, path: ['deployment'], role, projectId: queue.projectId });
}

/** Throws INVALID when the queue of the deployment takes no runs. */
export function requireOpenQueue({ queue, name }: ServedDeployment): void {
  const closed = admission(queue, 'graph');
  if (closed !== null) throw new DomainError('INVALID', `deployment: the queue ${queue.name} of the deployment ${name} cannot take its runs: ${adviceOf(closed)}`, { path: ['deployment'] });
}

/** A value as a caller of the HTTP routes would give it, so that all calls pass the same check. */
function asGiven({ type, body }: GraphValue): object {
  if ('file' in body) return { storage_object: { url: `storage:/v1/objects/?uid=${body.file}`, data_type: type } };
  return { [type]: type === 'image' ? body.inline : (JSON.parse(body.inline) as unknown) };
}
