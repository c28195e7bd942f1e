// What changes of deployments have in common: the default mark, the queue, the event.
import { requireEverywhere } from '../../domain/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Deployment } from '../../domain/deployment/deployment.ts';
import { GRAPH_QUEUE } from '../../domain/queue/default-queue.ts';
import { defaultDeployment, updateDeploymentRow } from '../../store/write/deployment/deployment-write.store.ts';
import { queuesByName } from '../../store/write/queue-write.store.ts';
import { findQueue, notFound } from '../found.ts';
import { requireEntry } from '../place-check.ts';
import { emit, type Work } from '../work.ts';

/** Throws unless the caller may say which deployment is the default one: that concerns the whole server. */
export function requireDefaultRole({ command }: Work): void {
  if (command !== null) requireEverywhere(command.context.actor, 'admin');
}

/** Takes the mark of the default from whoever has it, but for this one. Hold the lock of all deployments. */
export async function takeDefaultMark(work: Work, id: string): Promise<void> {
  const before = await defaultDeployment(work.tx);
  if (before === undefined || before.id === id) return;
  await updateDeploymentRow(work.tx, before.id, { ...before, isDefault: false });
  tellDeployment(work, 'deployment.updated', { ...before, isDefault: false });
}

/** The queue that runs are to enter, by its id, or the one that graphs enter by default. Throws NOT_FOUND, FORBIDDEN, LOCKED, and INVALID for one that takes no graphs. */
export async function servingQueue(work: Work, id: string | null | undefined): Promise<string> {
  const named = { noun: 'queue', id: id ?? GRAPH_QUEUE, path: ['queueId'] };
  const queue = id == null ? ((await queuesByName(work.tx, [GRAPH_QUEUE]))[0] ?? notFound('queue named', GRAPH_QUEUE, named.path)) : await findQueue(work, id);
  await requireEntry(work, queue, named);
  if (queue.accepts.includes('graph')) return queue.id;
  throw new DomainError('INVALID', `queueId: the queue ${queue.name} takes no graph tasks: name another, or let it accept graph`, { path: ['queueId'] });
}

/** What is told of a deployment; `n` = the version that a document has just become. */
export type ToldDeployment = Pick<Deployment, 'id' | 'name' | 'projectId' | 'workflowN' | 'isDefault'> & { readonly n?: number };

/** Adds the event of a change. */
export function tellDeployment(work: Work, kind: 'deployment.created' | 'deployment.updated' | 'deployment.deleted', d: ToldDeployment): void {
  emit(work, kind, { subjectId: d.id, projectId: d.projectId, data: { name: d.name, version: d.workflowN, isDefault: d.isDefault, ...(d.n === undefined ? {} : { n: d.n }) } });
}
