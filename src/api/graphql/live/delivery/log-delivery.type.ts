// Messages of `Subscription.taskLog`.
import { Field, ObjectType } from 'type-graphql';
import type { LogLine } from '../../../../domain/attempt/log-line.ts';
import { LogLineType } from '../../log/log-line.type.ts';
import { DeliveryInterface } from './delivery.type.ts';

/** GraphQL `LogDelivery`. */
@ObjectType('LogDelivery', {
  simpleResolvers: true,
    implements: DeliveryInterface,
  description: 'A line of output, or the sign that the past is over. Its cursors are of their own kind: they do not fit subscriptions of events.',
})
export class LogDeliveryType extends DeliveryInterface {
  @Field(() => LogLineType, { nullable: true, description: 'The line; null in the caughtUp message.' })
  readonly line!: LogLine | null;
}
