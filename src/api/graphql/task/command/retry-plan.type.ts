// What a retry would do, as the API shows it.
import { Field, Int, ObjectType } from 'type-graphql';
import type { RetryFrom, RetryPlan } from '../../../../domain/task/retry-from.ts';
import { RetryFromEnum } from '../retry.enum.ts';

/** The plan of a dry run. */
@ObjectType('RetryPlan', { simpleResolvers: true, description: 'What a retry would do.' })
export class RetryPlanType implements RetryPlan {
  @Field(() => RetryFromEnum, { description: 'From where it would go.' })
  from!: RetryFrom;

  @Field(() => Int, { description: 'The generation that the next attempt would belong to.' })
  generation!: number;

  @Field(() => Int, { description: 'Records of steps that succeeded or were skipped and would not be carried out again.' })
  kept!: number;

  @Field(() => Int, { description: 'Records of steps that would count no more, or ended without success: those steps would be carried out again.' })
  repeated!: number;
}
