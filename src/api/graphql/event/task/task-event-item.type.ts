// The place in a queue that an event tells of.
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { BigIntScalar, DateTimeScalar } from '../../scalars.ts';

/** GraphQL `TaskEventItem`. */
@ObjectType('TaskEventItem', { simpleResolvers: true, description: 'A place in a queue as it was after the event: of a task, or of a barrier.' })
export class TaskEventItemType {
  /** Shown as the queue of the event. */
  readonly queueId!: string;

  @Field(() => ID, { nullable: true, description: 'Id of the queue item; it may have left since.' })
  readonly itemId!: string | null;

  @Field(() => String, { nullable: true, description: 'The name shown in the queue; null when it is that of the task.' })
  readonly displayName!: string | null;

  @Field(() => Int, { nullable: true, description: 'Higher ones are handed out first.' })
  readonly priority!: number | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'Order within one priority, lowest first.' })
  readonly rank!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not handed out before this time; null when there is nothing to wait for.' })
  readonly notBefore!: Date | null;
}
