// Task templates as clients give them.
import { Field, InputType } from 'type-graphql';
import { RetryPolicyInput } from '../task/spec/retry-policy.input.ts';
import { TaskSpecInput, specOf } from '../task/spec/task-spec.input.ts';

/** One task of a definition. */
@InputType('TaskTemplateInput', { description: 'One task of a workflow definition.' })
export class TaskTemplateInput {
  @Field(() => String, { description: 'Its name within the definition, unique there: 1 to 100 letters, digits, `_`, `.` and `-`.' })
  node!: string;

  @Field(() => String, { nullable: true, description: 'The name its tasks get; the node when absent.' })
  name?: string | null;

  @Field(() => TaskSpecInput, { description: 'What it executes.' })
  spec!: TaskSpecInput;

  @Field(() => RetryPolicyInput, { nullable: true, description: 'What happens when an attempt does not succeed.' })
  retry?: RetryPolicyInput | null;

  @Field(() => [String], { nullable: true, description: 'Nodes that must have succeeded before it is enqueued.' })
  needs?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Name of its queue; that of the run when absent.' })
  queue?: string | null;
}

/** The template as the engine checks it. */
export function templateOf(input: TaskTemplateInput, path: readonly string[]): object {
  return { ...input, spec: specOf(input.spec, [...path, 'spec']) };
}
