// Fields of phases that show other nouns.
import { Args, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Phase, PhaseRecord } from '../../../domain/attempt/phase.ts';
import { algorithmOfPhase } from '../../../domain/graph/node-name.ts';
import type { StepRecord } from '../../../domain/steps/step-record.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { PageArgs } from '../page/page.args.ts';
import { JsonScalar } from '../scalars.ts';
import { StepConnection } from '../steps/step.type.ts';
import { TaskType } from '../task/task.type.ts';
import { PhaseType } from './phase.type.ts';

/** Whose phase, and what was done in it. */
@Resolver(() => PhaseType)
export class PhaseResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() phase: PhaseRecord): string {
    return toGlobalId('Phase', phase.id);
  }

  @FieldResolver(() => [JsonScalar], { nullable: true, description: 'The variables that each sample began with; null for work without samples.' })
  async parameters(@Root() { id }: PhaseRecord, @Ctx() { loaders }: ApiContext): Promise<Phase['parameters']> {
    return (await loaders.contextsOfPhase.load(id))?.parameters ?? null;
  }

  @FieldResolver(() => [JsonScalar], { nullable: true, description: 'The variables that each sample ended with, parameters included; null before the end.' })
  async outputs(@Root() { id }: PhaseRecord, @Ctx() { loaders }: ApiContext): Promise<Phase['outputs']> {
    return (await loaders.contextsOfPhase.load(id))?.outputs ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'The algorithm of a node of a graph; null for all other phases.' })
  async algorithm(@Root() phase: PhaseRecord, @Ctx() { loaders }: ApiContext): Promise<string | null> {
    if (phase.section !== 'node') return null;
    const task = await loaders.task.load(phase.taskId);
    return task === null ? null : algorithmOfPhase(task.spec, phase);
  }

  @FieldResolver(() => StepConnection, { description: 'What was carried out in it, in the order in which it began; superseded records are among them.' })
  async steps(@Root() phase: PhaseRecord, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<StepRecord>> {
    return connectionOf(await loaders.stepsOfPhase.load(phase.id, args));
  }

  @FieldResolver(() => TaskType, { nullable: true, description: 'The task; null when it was deleted.' })
  task(@Root() phase: PhaseRecord, @Ctx() { loaders }: ApiContext): Promise<ListedTask | null> {
    return loaders.task.load(phase.taskId);
  }
}
