// Task templates as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { RetryPolicy, TaskSpec } from '../../../domain/task/spec.ts';
import { RetryPolicyType } from '../task/spec/retry-policy.type.ts';
import { TaskSpecUnion } from '../task/spec/task-spec.type.ts';

/** One task of a definition. */
@ObjectType('TaskTemplate', { simpleResolvers: true, description: 'One task of a workflow definition.' })
export class TaskTemplateType {
  @Field(() => String, { description: 'Its name within the definition, unique there.' })
  node!: string;

  @Field(() => String, { nullable: true, description: 'The name its tasks get; the node when null.' })
  name?: string;

  @Field(() => TaskSpecUnion, { description: 'What it executes.' })
  spec!: TaskSpec;

  @Field(() => RetryPolicyType, { nullable: true, description: 'What happens when an attempt does not succeed; the defaults when null.' })
  retry?: Partial<RetryPolicy>;

  @Field(() => [String], { description: 'Nodes that must have succeeded before it is enqueued.' })
  needs!: readonly string[];

  @Field(() => String, { nullable: true, description: 'Name of its queue; that of the run when null.' })
  queue?: string;
}
