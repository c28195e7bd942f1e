// Retry policies as clients give them.
import { Field, Float, InputType, Int } from 'type-graphql';
import { DEFAULT_RETRY, MAX_BACKOFF_SECONDS, type RetryPolicy } from '../../../../domain/task/spec.ts';
import { OnLostEnum } from '../task.enum.ts';

/** What happens to an attempt that does not succeed. */
@InputType('RetryPolicyInput', { description: 'What happens when an attempt does not succeed; absent parts have their defaults.' })
export class RetryPolicyInput {
  @Field(() => OnLostEnum, { nullable: true, description: `What happens when the runner is lost; ${DEFAULT_RETRY.onLost} when absent.` })
  onLost?: RetryPolicy['onLost'] | null;

  @Field(() => Int, { nullable: true, description: `Lost attempts in a row after which the task fails CRASHED, 1 to 100; ${DEFAULT_RETRY.maxLost} when absent.` })
  maxLost?: number | null;

  @Field(() => Int, { nullable: true, description: `Further attempts after a failure of the work itself, 0 to 100; ${DEFAULT_RETRY.maxRetries} when absent.` })
  maxRetries?: number | null;

  @Field(() => Float, { nullable: true, description: `Seconds before the first further attempt, 0 to ${MAX_BACKOFF_SECONDS}, doubled for each one after it; ${DEFAULT_RETRY.backoffSeconds} when absent.` })
  backoffSeconds?: number | null;
}
