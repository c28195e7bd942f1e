// Trying a webhook.
import { Field, ID, InputType } from 'type-graphql';
import { CommandInput } from '../mutation/command.input.ts';

/** Which webhook to try. */
@InputType('TestWebhookInput', { description: 'Which webhook to try.' })
export class TestWebhookInput extends CommandInput {
  @Field(() => ID, { description: 'Id of the webhook.' })
  webhookId!: string;
}
