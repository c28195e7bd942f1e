// Mutations of webhooks.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { readWebhook } from '../../../engine/read/webhook.read.ts';
import { createWebhook, deleteWebhook, testWebhook, updateWebhook } from '../../../engine/webhook/webhook.service.ts';
import type { ApiContext } from '../context.ts';
import { optionalId } from '../global-id.ts';
import { carryOut } from '../mutation/carry-out.ts';
import type { PayloadRecord } from '../mutation/payload.type.ts';
import { CreateWebhookInput } from './create-webhook.input.ts';
import { DeleteWebhookInput } from './delete-webhook.input.ts';
import { TestWebhookInput } from './test-webhook.input.ts';
import { UpdateWebhookInput } from './update-webhook.input.ts';
import { CreateWebhookPayload, DeleteWebhookPayload, TestWebhookPayload, UpdateWebhookPayload } from './webhook.payload.ts';

/** Making, changing, deleting and trying webhooks. */
@Resolver()
export class WebhookCommandResolver {
  @Mutation(() => CreateWebhookPayload, { description: 'Makes a webhook, and shows the secret that its messages are signed with. Needs the role operator in the project.' })
  createWebhook(@Arg('input', () => CreateWebhookInput, { description: 'The new webhook.' }) input: CreateWebhookInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    let shown: string | null = null;
    return carryOut(ctx, {
      subject: null, input,
      command: async (context) => {
        const { outcome, secret } = await createWebhook(ctx.engine, context, {
          projectId: optionalId(input.projectId, 'Project', ['projectId']), deploymentId: optionalId(input.deploymentId, 'Deployment', ['deploymentId']), url: input.url, events: input.events ?? undefined,
        });
        shown = secret;
        return outcome;
      },
      extra: async ({ subjectId }) => ({ ...(await shownWebhook(ctx, subjectId)), secret: shown }),
    });
  }

  @Mutation(() => UpdateWebhookPayload, { description: 'Changes a webhook, or switches it on or off. Needs the role operator in its project.' })
  updateWebhook(@Arg('input', () => UpdateWebhookInput, { description: 'What changes.' }) input: UpdateWebhookInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { webhookId, url, events, isEnabled } = input;
    return carryOut(ctx, { subject: null, input, command: (context) => updateWebhook(ctx.engine, context, { webhookId, url: url ?? undefined, events: events ?? undefined, isEnabled: isEnabled ?? undefined }), extra: ({ subjectId }) => shownWebhook(ctx, subjectId) });
  }

  @Mutation(() => DeleteWebhookPayload, { description: 'Deletes a webhook; what waits for it is given up. Needs the role operator in its project.' })
  deleteWebhook(@Arg('input', () => DeleteWebhookInput, { description: 'Which.' }) input: DeleteWebhookInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: null, input, command: (context) => deleteWebhook(ctx.engine, context, { webhookId: input.webhookId }) });
  }

  @Mutation(() => TestWebhookPayload, { description: 'Sends a message to a webhook that says nothing but that it works; see its deliveries for what came of it. Needs the role operator in its project.' })
  testWebhook(@Arg('input', () => TestWebhookInput, { description: 'Which.' }) input: TestWebhookInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: null, input, command: (context) => testWebhook(ctx.engine, context, { webhookId: input.webhookId }), extra: ({ subjectId }) => shownWebhook(ctx, subjectId) });
  }
}

async function shownWebhook(ctx: ApiContext, id: string): Promise<object> {
  return { webhook: await readWebhook(ctx.engine, ctx.actor, id) };
}
