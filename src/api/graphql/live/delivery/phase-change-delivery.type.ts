// Messages of `Subscription.phaseChanges`.
import { Field, ObjectType } from 'type-graphql';
import { DeliveryInterface } from './delivery.type.ts';
import { PhaseChangeUnion } from './phase-change.union.ts';
import type { TaskPhaseChangeType } from './task-phase-change.type.ts';

/** GraphQL `PhaseChangeDelivery`. */
@ObjectType('PhaseChangeDelivery', { implements: DeliveryInterface, simpleResolvers: true, description: 'A change of a phase, or the sign that the past is over.' })
export class PhaseChangeDeliveryType extends DeliveryInterface {
  @Field(() => PhaseChangeUnion, { nullable: true, description: 'The change; null in the caughtUp message.' })
  readonly change!: TaskPhaseChangeType | null;
}
