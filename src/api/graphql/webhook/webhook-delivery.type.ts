// What was sent to webhooks, as the API shows it.
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { DeliveryState, WebhookDelivery } from '../../../domain/webhook/webhook.ts';
import { DateTimeScalar } from '../scalars.ts';
import { DeliveryStateEnum, WebhookMessageEnum } from './webhook.enum.ts';

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
