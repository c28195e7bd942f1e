// The order that a task's event tells of.
import { Field, ObjectType } from 'type-graphql';
import type { CleanupMode, OrderVerb, StopBoundary } from '../../../../domain/task/order.ts';
import { CleanupModeEnum, OrderVerbEnum, StopBoundaryEnum } from '../../task/order.enum.ts';

/** GraphQL `TaskEventOrder`. */
@ObjectType('TaskEventOrder', { simpleResolvers: true, description: 'What the runner of the task was told to do.' })
export class TaskEventOrderType {
  @Field(() => OrderVerbEnum, { description: 'How hard the task is to be ended.' })
  readonly verb!: OrderVerb;

  @Field(() => StopBoundaryEnum, { nullable: true, description: 'The boundary at which a stop takes effect; null for abort and kill.' })
  readonly after!: StopBoundary | null;

  @Field(() => CleanupModeEnum, { description: 'Whether the cleanup phase runs before the end.' })
  readonly cleanup!: CleanupMode;
}
