// Creating a task.
import { Field, ID, InputType, Int } from 'type-graphql';
import type { TaskType } from '../../../../domain/task/task-type.ts';
import { CommandInput } from '../../mutation/command.input.ts';
import { RetryPolicyInput } from '../spec/retry-policy.input.ts';
import { TaskSpecInput } from '../spec/task-spec.input.ts';
import { TaskTypeEnum } from '../task.enum.ts';

/** A new task. */
@InputType('CreateTaskInput', { description: 'A new task that belongs to no run.' })
export class CreateTaskInput extends CommandInput {
  @Field(() => ID, { nullable: true, description: 'Its project; the root project when absent.' })
  projectId?: string | null;

  @Field(() => String, { description: 'Its name, 1 to 255 characters; need not be unique.' })
  name!: string;

  @Field(() => TaskSpecInput, { description: 'What it executes.' })
  spec!: TaskSpecInput;

  @Field(() => RetryPolicyInput, { nullable: true, description: 'What happens when an attempt does not succeed.' })
  retry?: RetryPolicyInput | null;

  @Field(() => [String], { nullable: true, description: 'Tags, at most 100 of at most 100 characters.' })
  tags?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'Priority in queues, higher ones come first; 0 when absent.' })
  priority?: number | null;

  @Field(() => TaskTypeEnum, { nullable: true, description: 'What kind of experiment it is; custom when absent.' })
  type?: TaskType | null;

  @Field(() => String, { nullable: true, description: 'What is said about it, at most 1,000,000 characters.' })
  comment?: string | null;

  @Field(() => ID, { nullable: true, description: 'The task that it belongs to for its people.' })
  parentId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Also put it into a queue, as a second step: when that is refused the task is made nevertheless, `outcome` is ACCEPTED and a user error says why. When the answer is lost, repeat with the same requestId: whatever was not done is done, once.' })
  enqueue?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'The queue to put it into, with `enqueue`; that of its kind of work when absent: default for a command.' })
  queueId?: string | null;
}
