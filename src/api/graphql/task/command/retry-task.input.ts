// Retrying a task.
import { Field, ID, InputType } from 'type-graphql';
import type { RetryFrom } from '../../../../domain/task/retry-from.ts';
import { RetryFromEnum } from '../retry.enum.ts';
import { SpecOverridesInput } from './spec-overrides.input.ts';
import { TaskActionInput } from './task-action.input.ts';

/** Which task, from where, with what changed. */
@InputType('RetryTaskInput', { description: 'Which ended task to run again, and from where.' })
export class RetryTaskInput extends TaskActionInput {
  @Field(() => RetryFromEnum, { nullable: true, description: 'From where; START for a task that completed, FAILED for any other when absent.' })
  from?: RetryFrom | null;

  @Field(() => ID, { nullable: true, description: 'With STEP: the first step to carry out again, of the present generation.' })
  stepId?: string | null;

  @Field(() => SpecOverridesInput, { nullable: true, description: 'What is to be otherwise from now on.' })
  overrides?: SpecOverridesInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Only tell what would happen, in `message` and `plan`; nothing is done.' })
  dryRun?: boolean | null;
}
