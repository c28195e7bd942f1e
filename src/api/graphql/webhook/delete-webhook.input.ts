// Deleting a webhook.
import { Field, ID, InputType } from 'type-graphql';
import { CommandInput } from '../mutation/command.input.ts';

/** Which webhook to delete. */
@InputType('DeleteWebhookInput', { description: 'Which webhook to delete.' })
export class DeleteWebhookInput extends CommandInput {
  @Field(() => ID, { description: 'Id of the webhook.' })
  webhookId!: string;
}
