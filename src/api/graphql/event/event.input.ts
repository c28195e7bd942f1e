// Which events a caller wants.
import { Field, ID, InputType } from 'type-graphql';
import { type EventKind, EVENT_KINDS } from '../../../domain/event/kind.ts';
import { DomainError } from '../../../domain/errors.ts';
import { fromGlobalId, type NodeType } from '../global-id.ts';
import { EventKindEnum } from './event-kind.enum.ts';

/** GraphQL `EventFilter`. */
@InputType('EventFilter', { description: 'Which events to get; all given conditions must hold, an empty filter takes everything.' })
export class EventFilterInput {
  @Field(() => [EventKindEnum], { nullable: true, description: 'Only these kinds.' })
  readonly kinds?: EventKind[] | null;

  @Field(() => ID, { nullable: true, description: 'Only events of this task.' })
  readonly taskId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only events of this run and its tasks.' })
  readonly runId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only events that concern this queue: its own, and of tasks that enter, leave or move in it.' })
  readonly queueId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only events of this project.' })
  readonly projectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only events of this runner.' })
  readonly runnerId?: string | null;
}

/** The conditions as the event room knows them, ids checked and turned into UUIDs. */
export interface EventConditions {
  kinds?: readonly EventKind[];
  taskId?: string;
  runId?: string;
  queueId?: string;
  projectId?: string;
  subjectId?: string;
}

const ID_FIELDS = [
  ['taskId', 'Task', 'taskId'],
  ['runId', 'Run', 'runId'],
  ['queueId', 'Queue', 'queueId'],
  ['projectId', 'Project', 'projectId'],
  ['runnerId', 'Runner', 'subjectId'],
] as const satisfies readonly (readonly [keyof EventFilterInput, NodeType, keyof EventConditions])[];

/** Reads a filter; throws INVALID for an id of another type and for an empty list of kinds, which could match nothing. */
export function eventConditions(filter: EventFilterInput | null | undefined): EventConditions {
  const conditions: EventConditions = {};
  if (filter?.kinds) {
    if (filter.kinds.length === 0) throw new DomainError('INVALID', 'an empty list of kinds matches no event; leave it out to get all', { path: ['filter', 'kinds'] });
    conditions.kinds = EVENT_KINDS.filter((kind) => filter.kinds!.includes(kind));
  }
  for (const [field, type, condition] of ID_FIELDS) {
    const id = filter?.[field];
    if (id !== null && id !== undefined) conditions[condition] = fromGlobalId(id, type, ['filter', field]);
  }
  return conditions;
}
