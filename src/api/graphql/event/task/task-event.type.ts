// Events of tasks: one event covers the task with its attempt, its place in a queue and its phase.
import { Field, Int, ObjectType } from 'type-graphql';
import type { AttemptOutcome, AttemptState, Failure } from '../../../../domain/attempt/attempt.ts';
import type { FailedStepChoice, Hold, HoldPrompt, PauseBoundary } from '../../../../domain/task/hold.ts';
import type { TaskStatus } from '../../../../domain/task/status.ts';
import { AttemptOutcomeEnum, AttemptStateEnum, FailureEnum } from '../../attempt/attempt.enum.ts';
import { HoldPromptType } from '../../task/hold-prompt.type.ts';
import { FailedStepChoiceEnum, HoldEnum, PauseBoundaryEnum, TaskStatusEnum } from '../../task/task.enum.ts';
import { EventInterface } from '../event.type.ts';
import { TaskEventItemType } from './task-event-item.type.ts';
import { TaskEventOrderType } from './task-event-order.type.ts';
import { TaskEventPhaseType } from './task-event-phase.type.ts';
import { TaskEventStepType } from './task-event-step.type.ts';

/** GraphQL `TaskEvent`. */
@ObjectType('TaskEvent', { implements: EventInterface, simpleResolvers: true, description: 'A task changed. Fields that the change did not touch are null.' })
export class TaskEventType extends EventInterface {
  @Field(() => TaskStatusEnum, { nullable: true, description: 'Status after the change; null when it stayed.' })
  readonly status!: TaskStatus | null;

  @Field(() => TaskStatusEnum, { nullable: true, description: 'Status before the change; null when it stayed.' })
  readonly previousStatus!: TaskStatus | null;

  @Field(() => String, { nullable: true, description: 'Why, as a short word or sentence.' })
  readonly reason!: string | null;

  @Field(() => Int, { nullable: true, description: 'Generation of the task: +1 on each reset.' })
  readonly generation!: number | null;

  @Field(() => Int, { nullable: true, description: 'Fence of the attempt: +1 on each claim; older writes are refused.' })
  readonly epoch!: number | null;

  @Field(() => Int, { nullable: true, description: 'Number of the attempt concerned, from 1.' })
  readonly attemptNo!: number | null;

  @Field(() => HoldEnum, { nullable: true, description: 'Why the task stands still, after the change.' })
  readonly hold!: Hold | null;

  @Field(() => String, { nullable: true, description: 'What is said about the hold; may be cut.' })
  readonly holdMessage!: string | null;

  @Field(() => HoldPromptType, { nullable: true, description: 'What it asks for, when it stands still for an input; its text may be cut.' })
  readonly holdPrompt!: HoldPrompt | null;

  @Field(() => PauseBoundaryEnum, { nullable: true, description: 'After what the pause takes effect, when one was asked for.' })
  readonly pauseAfter!: PauseBoundary | null;

  @Field(() => FailedStepChoiceEnum, { nullable: true, description: 'What becomes of the failed step, when the task goes on from one.' })
  readonly failedStep!: FailedStepChoice | null;

  @Field(() => AttemptStateEnum, { nullable: true, description: 'State of the attempt after the change.' })
  readonly attemptState!: AttemptState | null;

  @Field(() => AttemptOutcomeEnum, { nullable: true, description: 'How the attempt ended.' })
  readonly outcome!: AttemptOutcome | null;

  @Field(() => FailureEnum, { nullable: true, description: 'What kind of failure ended the attempt.' })
  readonly failure!: Failure | null;

  @Field(() => Int, { nullable: true, description: 'Exit code of the work; null when it did not exit by itself.' })
  readonly exitCode!: number | null;

  @Field(() => String, { nullable: true, description: 'Signal that ended the work, for example SIGTERM.' })
  readonly signal!: string | null;

  @Field(() => TaskEventPhaseType, { nullable: true, description: 'The phase that changed.' })
  readonly phase!: TaskEventPhaseType | null;

  @Field(() => TaskEventStepType, { nullable: true, description: 'The step that changed, or at which the task stands still.' })
  readonly step!: TaskEventStepType | null;

  @Field(() => TaskEventOrderType, { nullable: true, description: 'The order that was given.' })
  readonly order!: TaskEventOrderType | null;

  @Field(() => TaskEventItemType, { nullable: true, description: 'The new place in a queue, when the task entered one or moved.' })
  readonly item!: TaskEventItemType | null;

  @Field(() => Boolean, { description: 'Whether the task left its queue with this event.' })
  readonly leftQueue!: boolean;
}
