// Pausing a task.
import { Field, InputType } from 'type-graphql';
import type { PauseBoundary } from '../../../../domain/task/hold.ts';
import { TaskActionInput } from '../command/task-action.input.ts';
import { PauseBoundaryEnum } from '../task.enum.ts';

/** Which task, and after what. */
@InputType('PauseTaskInput', { description: 'Which task to pause.' })
export class PauseTaskInput extends TaskActionInput {
  @Field(() => PauseBoundaryEnum, { nullable: true, description: 'After what it stands still; STEP when absent.' })
  after?: PauseBoundary | null;
}
