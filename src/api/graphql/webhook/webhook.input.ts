// What mutations of webhooks are given.
import { Field, ID, InputType } from 'type-graphql';
import { WEBHOOK_LIMITS, type WebhookEvent } from '../../../domain/webhook/webhook.ts';
import { CommandInput } from '../mutation/command.input.ts';
import { WebhookEventEnum } from './webhook.enum.ts';

/** A new webhook. */
@InputType('CreateWebhookInput', { description: 'A new webhook.' })
export class CreateWebhookInput extends CommandInput {
  @Field(() => ID, { nullable: true, description: 'Id of the project whose runs it is told of; the root project when absent. Runs of projects below it are not told.' })
  projectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of a deployment of the project, to be told of its runs alone, as a UUID or as the API gives it.' })
  deploymentId?: string | null;

  @Field(() => String, { description: `Where its messages go: an http or https address of at most ${WEBHOOK_LIMITS.url} characters, without user and password. Private and local addresses are refused unless the server is set to allow them.` })
  url!: string;

  @Field(() => [WebhookEventEnum], { nullable: true, description: 'What it is told of; everything when absent.' })
  events?: WebhookEvent[] | null;
}

/** Which webhook. */
@InputType('WebhookActionInput', { description: 'Which webhook.' })
export class WebhookActionInput extends CommandInput {
  @Field(() => ID, { description: 'Id of the webhook.' })
  webhookId!: string;
}

/** What changes. */
@InputType('UpdateWebhookInput', { description: 'What changes of a webhook; what is absent stays.' })
export class UpdateWebhookInput extends WebhookActionInput {
  @Field(() => String, { nullable: true, description: 'Where its messages go from now on, those that wait included.' })
  url?: string | null;

  @Field(() => [WebhookEventEnum], { nullable: true, description: 'What it is told of from now on.' })
  events?: WebhookEvent[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is told at all. False gives up what waits; true also takes back that it was switched off by itself.' })
  isEnabled?: boolean | null;
}

/** Which webhook to delete. */
@InputType('DeleteWebhookInput', { description: 'Which webhook to delete.' })
export class DeleteWebhookInput extends WebhookActionInput {}

/** Which webhook to try. */
@InputType('TestWebhookInput', { description: 'Which webhook to try.' })
export class TestWebhookInput extends WebhookActionInput {}
