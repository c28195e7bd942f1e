// Making, changing, deleting and trying webhooks.
import { DomainError } from '../../domain/errors.ts';
import { eventText } from '../../domain/event/event.ts';
import { invalid } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { testMessage } from '../../domain/webhook/webhook-message.ts';
import { type ReadAddress, webhookEventsAt, webhookUrlAt } from '../../domain/webhook/webhook-input.ts';
import { WEBHOOK_EVENTS, WEBHOOK_LIMITS, type Webhook } from '../../domain/webhook/webhook.ts';
import { databaseTime } from '../../store/event/event-age.store.ts';
import { insertDeliveries } from '../../store/webhook/delivery-making.store.ts';
import { giveUpDeliveries } from '../../store/webhook/delivery-sending.store.ts';
import { insertWebhook, lockedCount, lockWebhook, markWebhookDeleted, updateWebhookRow } from '../../store/webhook/webhook-write.store.ts';
import { deploymentPlace } from '../../store/webhook/deployment-place.store.ts';
import { projectById } from '../../store/write/workflow-write.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { findProject, notFound, requireId } from '../found.ts';
import { requirePlace } from '../place-check.ts';
import { emit, type Work } from '../work.ts';
import { newWebhookSecret, readAddress } from './webhook-setting.ts';

/** A webhook to make. */
export interface CreateWebhookInput {
  /** Absent = the root project. */
  readonly projectId?: string | undefined;
  /** Absent = all runs of the project. */
  readonly deploymentId?: string | undefined;
  readonly url: string;
  /** Absent = all there are. */
  readonly events?: readonly string[] | undefined;
}

/** What changes of a webhook; what is absent stays. */
export interface UpdateWebhookInput {
  readonly webhookId: string;
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  /** True also takes back that it was switched off by itself. */
  readonly isEnabled?: boolean | undefined;
}

/** Makes a webhook; `secret` is what its messages are signed with, and null for a repeat of the request. Errors: INVALID, NOT_FOUND, LIMIT_EXCEEDED. */
export async function createWebhook(engine: Engine, context: CommandContext, input: CreateWebhookInput): Promise<{ readonly outcome: CommandOutcome; readonly secret: string | null }> {
  const { projectId, deploymentId } = input;
  const { href: url, host } = urlAt(engine, input.url);
  const events = webhookEventsAt(input.events ?? WEBHOOK_EVENTS, ['events']);
  let secret: string | null = null;
  const outcome = await runCommand(engine, context, {
    op: 'createWebhook',
    input: { projectId, deploymentId, url, events },
    body: async (work) => {
      const project = await findProject(work, projectId);
      const id = work.engine.newId();
      await requireOfProject(work, project.id, deploymentId);
      if ((await lockedCount(work.tx, project.id)) >= WEBHOOK_LIMITS.perProject) throw new DomainError('LIMIT_EXCEEDED', `a project has at most ${WEBHOOK_LIMITS.perProject} webhooks: delete one`);
      secret = newWebhookSecret();
      await insertWebhook(work.tx, { id, projectId: project.id, deploymentId: deploymentId ?? null, url, host, events, secret, createdBy: work.actorId });
      emit(work, 'webhook.created', { subjectId: id, projectId: project.id, data: { host: eventText(host) } });
      return accepted(id);
    },
  });
  return { outcome, secret };
}

/** Changes a webhook. What waits for its old address goes to the new one. Errors: INVALID, NOT_FOUND. */
export async function updateWebhook(engine: Engine, context: CommandContext, input: UpdateWebhookInput): Promise<CommandOutcome> {
  const { webhookId, isEnabled } = input;
  const address = input.url === undefined ? null : urlAt(engine, input.url);
  const events = input.events === undefined ? null : webhookEventsAt(input.events, ['events']);
  if (isEnabled !== undefined && typeof isEnabled !== 'boolean') invalid(['isEnabled'], 'must be true or false');
  return runCommand(engine, context, {
    op: 'updateWebhook',
    input: { webhookId, url: address?.href, events, isEnabled },
    body: async (work) => {
      const hook = await foundWebhook(work, webhookId);
      const isOn = isEnabled ?? hook.isEnabled;
      const anew = isOn && !hook.isEnabled ? { disabledReason: null, failingSince: null } : {};
      await updateWebhookRow(work.tx, { ...hook, url: address?.href ?? hook.url, host: address?.host ?? hook.host, events: events ?? hook.events, isEnabled: isOn, ...anew });
      if (!isOn && hook.isEnabled) await giveUpDeliveries(work.tx, hook.id, 'the webhook was switched off');
      emit(work, 'webhook.updated', { subjectId: hook.id, projectId: hook.projectId, data: { host: eventText(address?.host ?? hook.host), isEnabled: isOn } });
      return accepted(hook.id);
    },
  });
}

/** Deletes a webhook; what waits for it is given up. Errors: NOT_FOUND. */
export async function deleteWebhook(engine: Engine, context: CommandContext, { webhookId }: { readonly webhookId: string }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'deleteWebhook',
    input: { webhookId },
    body: async (work) => {
      const hook = await foundWebhook(work, webhookId);
      await markWebhookDeleted(work.tx, hook.id);
      await giveUpDeliveries(work.tx, hook.id, 'the webhook was deleted');
      emit(work, 'webhook.deleted', { subjectId: hook.id, projectId: hook.projectId, data: { host: eventText(hook.host) } });
      return accepted(hook.id);
    },
  });
}

/** Sends a message to a webhook that says nothing but that it works. Errors: INVALID when it is off, NOT_FOUND. */
export async function testWebhook(engine: Engine, context: CommandContext, { webhookId }: { readonly webhookId: string }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'testWebhook',
    input: { webhookId },
    body: async (work) => {
      const hook = await foundWebhook(work, webhookId);
      if (!hook.isEnabled) invalid(['webhookId'], 'names a webhook that is switched off: switch it on with updateWebhook first');
      const project = await projectById(work.tx, hook.projectId);
      await insertDeliveries(work.tx, [{ id: work.engine.newId(), webhookId: hook.id, type: 'WEBHOOK_TEST', runId: null, body: testMessage(await databaseTime(work.tx), project?.path ?? '') }]);
      return accepted(hook.id);
    },
  });
}

function urlAt({ settings }: Engine, text: string): ReadAddress {
  return webhookUrlAt(text, ['url'], { read: readAddress, allowPrivate: settings.webhookPrivate ?? false });
}

async function foundWebhook(work: Work, id: string): Promise<Webhook> {
  const named = { noun: 'webhook', id, path: ['webhookId'] };
  const hook = (await lockWebhook(work.tx, requireId('webhook', id, named.path))) ?? notFound(named.noun, id, named.path);
  await requirePlace(work, { projectId: hook.projectId }, named);
  return hook;
}

/** A deployment of another project counts as none: no run of it would be told. */
async function requireOfProject(work: Work, projectId: string, deploymentId: string | undefined): Promise<void> {
  if (deploymentId === undefined) return;
  const path = ['deploymentId'];
  const place = await deploymentPlace(work.tx, requireId('deployment', deploymentId, path));
  if (place !== projectId) notFound('deployment', deploymentId, path);
}
