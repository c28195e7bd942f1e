// `Subscription.phaseChanges`: phases that begin and end.
import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { PhaseSection, PhaseState } from '../../../../domain/attempt/phase.ts';
import { algorithmOfPhase } from '../../../../domain/graph/node-name.ts';
import type { ApiContext } from '../../context.ts';
import { attemptNoOf, phaseFields } from '../../event/task/task-event-fields.ts';
import type { EventRoot } from '../feed/event.feed.ts';
import { taskFeed } from '../feed/task.feed.ts';
import { AFTER_DESCRIPTION } from './events-live.resolver.ts';
import { PhaseChangeDeliveryType } from './phase-change-delivery.type.ts';

/** Changes of phases as a subscription. */
@Resolver()
export class PhaseChangesLiveResolver {
  @Subscription(() => PhaseChangeDeliveryType, {
    description: 'Every change of a phase of the tasks asked for that the caller may see, in order, each once.',
    subscribe: taskFeed((data) => phaseFields(data) !== null),
  })
  async phaseChanges(
    @Root() { cursor, event }: EventRoot,
    @Arg('after', () => String, { nullable: true, description: AFTER_DESCRIPTION }) _after: string | null,
    @Arg('taskId', () => ID, { nullable: true, description: 'Only phases of this task.' }) _taskId: string | null,
    @Arg('runId', () => ID, { nullable: true, description: 'Only phases of tasks of this run.' }) _runId: string | null,
    @Ctx() { loaders }: ApiContext,
  ): Promise<PhaseChangeDeliveryType> {
    const phase = event && phaseFields(event.data);
    if (!event || !phase) return { cursor, caughtUp: true, change: null };
    const [task, row] = await Promise.all([loaders.task.load(event.taskId ?? event.subjectId), phase.id === null ? null : loaders.phase.load(phase.id)]);
    const algorithm = task === null ? null : algorithmOfPhase(task.spec, phase);
    const change = { task, phase: row, algorithm, section: phase.section as PhaseSection, index: phase.index, state: phase.state as PhaseState, at: event.at, attemptNo: attemptNoOf(event.data) };
    return { cursor, caughtUp: false, change };
  }
}
