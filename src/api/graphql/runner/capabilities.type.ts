// What runners can do, as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import type { StopBoundary } from '../../../domain/task/order.ts';
import { StopBoundaryEnum } from '../task/order.enum.ts';

/** What a runner can do with a live attempt. */
@ObjectType('RunnerCapabilities', { simpleResolvers: true, description: 'What a runner can do with a live attempt. A command it cannot carry out is refused, not lost.' })
export class CapabilitiesType {
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
