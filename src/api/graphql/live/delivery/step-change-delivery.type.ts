// Messages of `Subscription.stepChanges`.
import { Field, ObjectType } from 'type-graphql';
import { DeliveryInterface } from './delivery.type.ts';
import { StepChangeType } from './step-change.type.ts';

/** GraphQL `StepChangeDelivery`. */
@ObjectType('StepChangeDelivery', { implements: DeliveryInterface, simpleResolvers: true, description: 'A change of a step, or the sign that the past is over.' })
export class StepChangeDeliveryType extends DeliveryInterface {
  @Field(() => StepChangeType, { nullable: true, description: 'The change; null in the caughtUp message.' })
  readonly change!: StepChangeType | null;
}
