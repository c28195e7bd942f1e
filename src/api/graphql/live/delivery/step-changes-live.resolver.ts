// `Subscription.stepChanges`: steps that begin and end.
import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { PhaseSection } from '../../../../domain/attempt/phase.ts';
import type { EventData } from '../../../../domain/event/event.ts';
import type { StepState } from '../../../../domain/steps/step-record.ts';
import type { ApiContext } from '../../context.ts';
import { type StepFields, stepFields } from '../../event/task/step-event-fields.ts';
import { attemptNoOf } from '../../event/task/task-event-fields.ts';
import type { EventRoot } from '../feed/event.feed.ts';
import { taskFeed } from '../feed/task.feed.ts';
import { AFTER_DESCRIPTION } from './events-live.resolver.ts';
import { StepChangeDeliveryType } from './step-change-delivery.type.ts';

/** Changes of steps as a subscription. */
@Resolver()
export class StepChangesLiveResolver {
  @Subscription(() => StepChangeDeliveryType, {
    description: 'Every change of a step of the tasks asked for that the caller may see, in order, each once: on record before the device is called, and after it has answered.',
    subscribe: taskFeed((data) => changedStep(data) !== null),
  })
  async stepChanges(
    @Root() { cursor, event }: EventRoot,
    @Arg('after', () => String, { nullable: true, description: AFTER_DESCRIPTION }) _after: string | null,
    @Arg('taskId', () => ID, { nullable: true, description: 'Only steps of this task.' }) _taskId: string | null,
    @Arg('runId', () => ID, { nullable: true, description: 'Only steps of tasks of this run.' }) _runId: string | null,
    @Ctx() { loaders }: ApiContext,
  ): Promise<StepChangeDeliveryType> {
    const told = event && changedStep(event.data);
    if (!event || !told) return { cursor, caughtUp: true, change: null };
    const [task, step] = await Promise.all([loaders.task.load(event.taskId ?? event.subjectId), told.id === null ? null : loaders.step.load(told.id)]);
    const { index, path, sample, try: turn, error } = told;
    const change = { task, step, section: told.section as PhaseSection, index, path, sample, try: turn, state: told.state as StepState, error, at: event.at, attemptNo: attemptNoOf(event.data) };
    return { cursor, caughtUp: false, change };
  }
}

// A hold names a step too, at which the task stands still: that is no change of the step.
function changedStep(data: EventData): StepFields | null {
  const step = stepFields(data);
  return step?.state == null ? null : step;
}
