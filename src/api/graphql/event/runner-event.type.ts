// Events of runners.
import { Field, Int, ObjectType } from 'type-graphql';
import type { RunnerKind, RunnerState } from '../../../domain/attempt/runner.ts';
import { RunnerKindEnum, RunnerStateEnum } from '../runner/runner.enum.ts';
import { EventInterface } from './event.type.ts';

/** GraphQL `RunnerEvent`. */
@ObjectType('RunnerEvent', { implements: EventInterface, simpleResolvers: true, description: 'A runner came, began to drain, or left.' })
export class RunnerEventType extends EventInterface {
  @Field(() => RunnerStateEnum, { nullable: true, description: 'State after the change.' })
  readonly state!: RunnerState | null;

  @Field(() => RunnerStateEnum, { nullable: true, description: 'State before the change; null for a new runner.' })
  readonly previousState!: RunnerState | null;

  @Field(() => String, { nullable: true, description: 'Name of the runner.' })
  readonly name!: string | null;

  @Field(() => RunnerKindEnum, { nullable: true, description: 'Where the runner comes from.' })
  readonly runnerKind!: RunnerKind | null;

  @Field(() => Int, { nullable: true, description: 'Attempts it runs at the same time.' })
  readonly slots!: number | null;
}
