// Webhooks as the API shows them; their secrets are shown once, when they are made.
import { Field, ID, ObjectType } from 'type-graphql';
import type { WebhookEvent } from '../../../domain/webhook/webhook.ts';
import { DateTimeScalar } from '../scalars.ts';
import { WebhookEventEnum } from './webhook.enum.ts';

/** An address that is told. */
@ObjectType('Webhook', { simpleResolvers: true, description: 'An address that is told what becomes of the runs of a project, at least once for each change, in no promised order. Its messages are signed by the Standard Webhooks convention.' })
export class WebhookType {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'Where its messages go.' })
  url!: string;

  @Field(() => [WebhookEventEnum], { description: 'What it is told of.' })
  events!: readonly WebhookEvent[];

  @Field(() => Boolean, { description: 'Whether it is told at all.' })
  isEnabled!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it was switched off by itself; null when it was not.' })
  disabledReason!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when nothing has come through; null when the last message did. After five days it is switched off.' })
  failingSince!: Date | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt!: Date;
}
