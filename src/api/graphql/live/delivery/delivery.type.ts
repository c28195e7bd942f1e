// What every message of a subscription begins with.
import { Field, InterfaceType } from 'type-graphql';

/** GraphQL `Delivery`. */
@InterfaceType('Delivery', {
  description: 'One message of a resumable subscription. Exactly one message has caughtUp true and nothing else but a cursor: everything that was there at the time of subscribing came before it.',
})
export abstract class DeliveryInterface {
  @Field(() => String, { description: 'Give the last one you got as `after` to go on exactly behind this message.' })
  readonly cursor!: string;

  @Field(() => Boolean, { description: 'True once: the past is over, what follows is live.' })
  readonly caughtUp!: boolean;
}
