// Orders to runners as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { CleanupMode, OrderVerb, StopBoundary } from '../../../domain/task/order.ts';
import { CleanupModeEnum, OrderVerbEnum, StopBoundaryEnum } from './order.enum.ts';

/** What the runner of a live attempt must do next. */
@ObjectType('TaskOrder', { simpleResolvers: true, description: 'What the runner of a live attempt was told to do.' })
export class TaskOrderType {
  @Field(() => OrderVerbEnum, { description: 'What it must do.' })
  verb!: OrderVerb;

  @Field(() => StopBoundaryEnum, { nullable: true, description: 'The boundary of a STOP; null for other verbs.' })
  after!: StopBoundary | null;

  @Field(() => CleanupModeEnum, { description: 'Whether the cleanup runs before the end.' })
  cleanup!: CleanupMode;
}
