// Messages of `Subscription.runnerStatus`.
import { Field, ObjectType } from 'type-graphql';
import type { Runner, RunnerState } from '../../../../domain/attempt/runner.ts';
import { RunnerStateEnum } from '../../runner/runner.enum.ts';
import { RunnerType } from '../../runner/runner.type.ts';
import { DeliveryInterface } from './delivery.type.ts';

/** GraphQL `RunnerStatusDelivery`. */
@ObjectType('RunnerStatusDelivery', { implements: DeliveryInterface, simpleResolvers: true, description: 'A change of a runner, or the sign that the past is over.' })
export class RunnerStatusDeliveryType extends DeliveryInterface {
  @Field(() => RunnerType, { nullable: true, description: 'The runner as it is when this is read, which may be later than the change; null in the caughtUp message.' })
  readonly runner!: Runner | null;

  @Field(() => RunnerStateEnum, { nullable: true, description: 'State after the change.' })
  readonly state!: RunnerState | null;

  @Field(() => RunnerStateEnum, { nullable: true, description: 'State before the change; null for a new runner.' })
  readonly previousState!: RunnerState | null;
}
