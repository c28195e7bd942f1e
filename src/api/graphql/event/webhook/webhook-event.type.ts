// Events of webhooks.
import { Field, ObjectType } from 'type-graphql';
import { EventInterface } from '../event.type.ts';

/** GraphQL `WebhookEvent`. */
@ObjectType('WebhookEvent', { implements: EventInterface, simpleResolvers: true, description: 'A webhook was made, changed, deleted, or switched off by itself.' })
export class WebhookEventType extends EventInterface {
  @Field(() => String, { nullable: true, description: 'Host of its address; null when it was switched off by itself.' })
  readonly host!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is told at all; null when that was not said.' })
  readonly isEnabled!: boolean | null;

  @Field(() => String, { nullable: true, description: 'Why it was switched off by itself.' })
  readonly reason!: string | null;
}
