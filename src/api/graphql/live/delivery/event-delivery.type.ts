// Messages of `Subscription.events`.
import { Field, ObjectType } from 'type-graphql';
import { EventInterface } from '../../event/event.type.ts';
import type { EventView } from '../../event/event-view.ts';
import { DeliveryInterface } from './delivery.type.ts';

/** GraphQL `EventDelivery`. */
@ObjectType('EventDelivery', { implements: DeliveryInterface, simpleResolvers: true, description: 'An event, or the sign that the past is over.' })
export class EventDeliveryType extends DeliveryInterface {
  @Field(() => EventInterface, { nullable: true, description: 'The event; null in the caughtUp message.' })
  readonly event!: EventView | null;
}
