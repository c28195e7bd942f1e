// Places in queues as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';

/** A place in a queue. */
@ObjectType('QueueItem', { implements: NodeInterface, simpleResolvers: true, description: 'A place in a queue. It is gone as soon as its task is handed out.' })
export class QueueItemType extends NodeInterface {
  @Field(() => Int, { description: 'Higher ones come first; within one priority the order of arrival holds.' })
  priority!: number;

  @Field(() => String, { nullable: true, description: 'The name shown in the queue; null when it is that of the task.' })
  displayName!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'It is not handed out before this time (the wait between two automatic attempts); null when it may be at once.' })
  notBefore!: Date | null;

  @Field(() => Boolean, { description: 'Whether it is kept back because its run is paused.' })
  held!: boolean;

  @Field(() => DateTimeScalar, { description: 'When it entered the queue.' })
  addedAt!: Date;
}

/** A page of places. */
export const QueueItemConnection = connectionType('QueueItem', () => QueueItemType);
