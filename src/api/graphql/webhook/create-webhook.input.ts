// Making a webhook.
import { Field, ID, InputType } from 'type-graphql';
import { WEBHOOK_LIMITS, type WebhookEvent } from '../../../domain/webhook/webhook.ts';
import { CommandInput } from '../mutation/command.input.ts';
import { WebhookEventEnum } from './webhook.enum.ts';

/** A new webhook. */
@InputType('CreateWebhookInput', { description: 'A new webhook.' })
export class CreateWebhookInput extends CommandInput {
  @Field(() => ID, { nullable: true, description: 'Id of the project whose runs it is told of; the root project when absent. Runs of projects below it are not told.' })
  projectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of a deployment of the project, to be told of its runs alone; all runs of the project when absent.' })
  deploymentId?: string | null;

  @Field(() => String, { description: `Where its messages go: an http or https address of at most ${WEBHOOK_LIMITS.url} characters, without user and password. Private and local addresses are refused unless the server is set to allow them.` })
  url!: string;

  @Field(() => [WebhookEventEnum], { nullable: true, description: 'What it is told of; everything when absent.' })
  events?: WebhookEvent[] | null;
}
