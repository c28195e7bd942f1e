// Retry policies as the API shows them.
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { MAX_BACKOFF_SECONDS, type RetryPolicy } from '../../../../domain/task/spec.ts';
import { OnLostEnum } from '../task.enum.ts';

/** What happens to an attempt that did not succeed. */
@ObjectType('RetryPolicy', { simpleResolvers: true, description: 'What happens when an attempt does not succeed.' })
export class RetryPolicyType implements RetryPolicy {
  @Field(() => OnLostEnum, { description: 'What happens when the runner is lost.' })
  onLost!: RetryPolicy['onLost'];

  @Field(() => Int, { description: 'Lost attempts in a row after which the task fails CRASHED.' })
  maxLost!: number;

  @Field(() => Int, { description: 'Further attempts after a failure of the work itself.' })
  maxRetries!: number;

  @Field(() => Float, { description: `Seconds before the first further attempt; doubled for each one after it, at most ${MAX_BACKOFF_SECONDS}.` })
  backoffSeconds!: number;
}
