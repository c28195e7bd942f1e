// Changing a webhook.
import { Field, ID, InputType } from 'type-graphql';
import type { WebhookEvent } from '../../../domain/webhook/webhook.ts';
import { CommandInput } from '../mutation/command.input.ts';
import { WebhookEventEnum } from './webhook.enum.ts';

/** What changes. */
@InputType('UpdateWebhookInput', { description: 'What changes of a webhook; what is absent stays.' })
export class UpdateWebhookInput extends CommandInput {
  @Field(() => ID, { description: 'Id of the webhook.' })
  webhookId!: string;

  @Field(() => String, { nullable: true, description: 'Where its messages go from now on, those that wait included.' })
  url?: string | null;

  @Field(() => [WebhookEventEnum], { nullable: true, description: 'What it is told of from now on.' })
  events?: WebhookEvent[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is told at all. False gives up what waits; true also takes back that it was switched off by itself.' })
  isEnabled?: boolean | null;
}
