// The place in a queue that a task's event tells of.
import { Field, Int, ObjectType } from 'type-graphql';
import { BigIntScalar, DateTimeScalar } from '../../scalars.ts';

/** GraphQL `TaskEventItem`. */
@ObjectType('TaskEventItem', { simpleResolvers: true, description: 'The place of a task in its queue as it was after the event.' })
export class TaskEventItemType {
  /** Shown as `TaskEvent.queue`. */
  readonly queueId!: string;

  @Field(() => Int, { nullable: true, description: 'Higher ones are handed out first.' })
  readonly priority!: number | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'Order within one priority, lowest first.' })
  readonly rank!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not handed out before this time; null when there is nothing to wait for.' })
  readonly notBefore!: Date | null;
}
