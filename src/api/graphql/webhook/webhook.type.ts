// Webhooks and what was sent to them, as the API shows them; their secrets are shown once, when they are made.
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { DeliveryState, WebhookDelivery, WebhookEvent } from '../../../domain/webhook/webhook.ts';
import { DateTimeScalar } from '../scalars.ts';
import { DeliveryStateEnum, WebhookEventEnum, WebhookMessageEnum } from './webhook.enum.ts';

/** A message. */
@ObjectType('WebhookDelivery', { simpleResolvers: true, description: 'A message for a webhook. It is sent until it is taken, at most 12 times within three days; it is kept for a week after its end.' })
export class WebhookDeliveryType {
  @Field(() => ID, { description: 'Its id, the header `webhook-id` of each attempt: by it a receiver knows what it has had already.' })
  id!: string;

  @Field(() => WebhookMessageEnum, { description: 'What it is of.' })
  type!: WebhookDelivery['type'];

  @Field(() => String, { description: 'Its body, JSON, as it is sent.' })
  body!: string;

  @Field(() => DeliveryStateEnum, { description: 'Where it stands.' })
  state!: DeliveryState;

  @Field(() => Int, { description: 'Attempts that have begun.' })
  attempts!: number;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When the next attempt may begin, while it is pending.' })
  nextAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken or given up.' })
  endedAt!: Date | null;

  @Field(() => Int, { nullable: true, description: 'HTTP status of the last answer; null when there was none.' })
  statusCode!: number | null;

  @Field(() => String, { nullable: true, description: 'Why the last attempt failed; at most 500 characters.' })
  error!: string | null;
}

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
