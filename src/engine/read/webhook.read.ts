// Webhooks for callers who may see them: whole addresses, which may have keys in them, are for those alone who could change them; of hosts events tell every viewer.
import { type Actor, requireRole } from '../../domain/access.ts';
import type { Webhook } from '../../domain/webhook/webhook.ts';
import { webhookById, webhooksOfProject } from '../../store/webhook/webhook-read.store.ts';
import { projectByPath } from '../../store/write/workflow-write.store.ts';
import type { Engine } from '../engine.ts';
import { requireId, ROOT_PROJECT } from '../found.ts';
import { notFound } from '../not-found.ts';
import { requireAt } from '../place-check.ts';
import { projectReach } from './project-reach.ts';

/** The webhooks of a project, the root project for null, the oldest first. Errors: FORBIDDEN, NOT_FOUND. */
export async function listWebhooks(engine: Engine, actor: Actor, projectId: string | null): Promise<readonly Webhook[]> {
  requireRole(actor, 'operator');
  await projectReach(engine.db, actor); // who may see no project at all is told so, whatever he asks for
  const path = ['projectId'];
  const id = projectId === null ? ((await projectByPath(engine.db, ROOT_PROJECT))?.id ?? notFound('project', ROOT_PROJECT, path)) : requireId('project', projectId, path);
  await requireAt(engine.db, actor, { role: 'operator', projectId: id, noun: 'project', id, path });
  return await webhooksOfProject(engine.db, id);
}

/** A webhook; null when there is none for the caller. */
export async function readWebhook(engine: Engine, actor: Actor, id: string): Promise<Webhook | null> {
  requireRole(actor, 'operator');
  const hook = await webhookById(engine.db, id);
  if (hook === undefined) return null;
  await requireAt(engine.db, actor, { role: 'operator', projectId: hook.projectId, noun: 'webhook', id, path: ['id'] });
  return hook;
}
