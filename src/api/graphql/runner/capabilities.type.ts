// What runners can do, as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import type { StopBoundary } from '../../../domain/task/order.ts';
import type { SpecKind } from '../../../domain/task/spec.ts';
import { StopBoundaryEnum } from '../task/order.enum.ts';
import { SpecKindEnum } from '../task/task.enum.ts';

/** What a runner can do with a live attempt. */
@ObjectType('RunnerCapabilities', { simpleResolvers: true, description: 'What a runner can do with a live attempt of one kind of work. A command it cannot carry out is refused, not lost.' })
export class CapabilitiesType {
  @Field(() => SpecKindEnum, { description: 'The kind of work this is about.' })
  kind!: SpecKind;

  @Field(() => Boolean, { description: 'It can pause and resume.' })
  pause!: boolean;

  @Field(() => [StopBoundaryEnum], { description: 'The boundaries at which it can stop.' })
  stopAfter!: readonly StopBoundary[];

  @Field(() => Boolean, { description: 'It can run a failed step again within the attempt.' })
  retryStep!: boolean;

  @Field(() => Boolean, { description: 'It can hand an answer to work that asks for input.' })
  answerInput!: boolean;

  @Field(() => Boolean, { description: 'It can run a cleanup when work is aborted.' })
  cleanup!: boolean;
}
