// Events of runs.
import { Field, ObjectType } from 'type-graphql';
import type { Run, RunStatus } from '../../../domain/run/run.ts';
import { DeactivationEnum, RunStatusEnum } from '../run/run.enum.ts';
import { EventInterface } from './event.type.ts';

/** GraphQL `RunEvent`. */
@ObjectType('RunEvent', { implements: EventInterface, simpleResolvers: true, description: 'A run changed. Fields that the change did not touch are null.' })
export class RunEventType extends EventInterface {
  @Field(() => RunStatusEnum, { nullable: true, description: 'Status after the change; null when it stayed.' })
  readonly status!: RunStatus | null;

  @Field(() => RunStatusEnum, { nullable: true, description: 'Status before the change; null when it stayed.' })
  readonly previousStatus!: RunStatus | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is paused, when that changed.' })
  readonly paused!: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its tasks enter their queues by themselves, when that changed.' })
  readonly enqueued!: boolean | null;

  @Field(() => DeactivationEnum, { nullable: true, description: 'How the run was deactivated, when it was with this event.' })
  readonly deactivated!: Run['deactivated'];
}
