// Resuming a task.
import { Field, InputType } from 'type-graphql';
import type { FailedStepChoice } from '../../../../domain/task/hold.ts';
import { TaskActionInput } from '../command/task-action.input.ts';
import { FailedStepChoiceEnum } from '../task.enum.ts';

/** Which task, and what becomes of its failed step. */
@InputType('ResumeTaskInput', { description: 'Which task to resume.' })
export class ResumeTaskInput extends TaskActionInput {
  @Field(() => FailedStepChoiceEnum, { nullable: true, description: 'What becomes of the failed step: needed when it is held for STEP_FAILED, not to be given otherwise.' })
  failedStep?: FailedStepChoice | null;
}
