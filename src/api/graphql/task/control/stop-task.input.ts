// Stopping a task at a boundary.
import { Field, InputType } from 'type-graphql';
import type { CleanupMode, StopBoundary } from '../../../../domain/task/order.ts';
import { EndTaskInput } from '../command/end-task.input.ts';
import { CleanupModeEnum, StopBoundaryEnum } from '../order.enum.ts';

/** Which task, after what, and whether its cleanup runs. */
@InputType('StopTaskInput', { description: 'Which task to stop, and where.' })
export class StopTaskInput extends EndTaskInput {
  @Field(() => StopBoundaryEnum, { nullable: true, description: 'After what it ends; the iteration of a steps task, the task itself of any other when absent.' })
  after?: StopBoundary | null;

  @Field(() => CleanupModeEnum, { nullable: true, description: 'Whether its cleanup runs; RUN when absent.' })
  cleanup?: CleanupMode | null;
}
