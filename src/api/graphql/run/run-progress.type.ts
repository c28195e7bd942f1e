// How far a run is, as the API shows it.
import { Field, Int, ObjectType } from 'type-graphql';
import type { StatusCount } from '../../../store/read/run-progress.store.ts';
import { type TaskStatus, hasEnded } from '../../../domain/task/status.ts';

/** The tasks of a run, counted. */
@ObjectType('RunProgress', { simpleResolvers: true, description: 'The tasks of a run, counted by where they stand.' })
export class RunProgressType {
  @Field(() => Int, { description: 'All of them.' })
  total!: number;

  @Field(() => Int, { description: 'Made, not enqueued.' })
  created!: number;

  @Field(() => Int, { description: 'Waiting in queues.' })
  queued!: number;

  @Field(() => Int, { description: 'Handed to runners, held ones included.' })
  inProgress!: number;

  @Field(() => Int, { description: 'Standing still, of those in progress.' })
  held!: number;

  @Field(() => Int, { description: 'Ended well; published ones included.' })
  completed!: number;

  @Field(() => Int, { description: 'Ended by an error.' })
  failed!: number;

  @Field(() => Int, { description: 'Ended by a person; closed ones included.' })
  stopped!: number;

  @Field(() => Int, { description: 'Ended in whatever way.' })
  ended!: number;
}

/** The progress that the counts of a run's tasks mean. */
export function progressOf(counts: readonly StatusCount[]): RunProgressType {
  const of = (...statuses: TaskStatus[]) => counts.filter(({ status }) => statuses.includes(status)).reduce((sum, { n }) => sum + n, 0);
  return {
    total: counts.reduce((sum, { n }) => sum + n, 0),
    created: of('created'),
    queued: of('queued'),
    inProgress: of('in_progress', 'unknown'),
    held: counts.reduce((sum, { held }) => sum + held, 0),
    completed: of('completed', 'published', 'publishing'),
    failed: of('failed'),
    stopped: of('stopped', 'closed'),
    ended: counts.filter(({ status }) => hasEnded(status)).reduce((sum, { n }) => sum + n, 0),
  };
}
