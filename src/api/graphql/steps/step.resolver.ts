// Fields of steps that show other nouns.
import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { PhaseRecord } from '../../../domain/attempt/phase.ts';
import type { StepRecord } from '../../../domain/steps/step-record.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import { PhaseType } from '../attempt/phase.type.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { mustLoad } from '../page/noun-read.ts';
import { TaskType } from '../task/task.type.ts';
import { StepType } from './step.type.ts';

/** Whose step. */
@Resolver(() => StepType)
export class StepResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() step: StepRecord): string {
    return toGlobalId('Step', step.id);
  }

  @FieldResolver(() => PhaseType, { description: 'The phase it belongs to.' })
  phase(@Root() step: StepRecord, @Ctx() { loaders }: ApiContext): Promise<PhaseRecord> {
    return mustLoad(loaders.phase, step.phaseId);
  }

  @FieldResolver(() => TaskType, { nullable: true, description: 'The task; null when it was deleted.' })
  task(@Root() step: StepRecord, @Ctx() { loaders }: ApiContext): Promise<ListedTask | null> {
    return loaders.task.load(step.taskId);
  }
}
