// The GraphQL interface of all events.
import { Field, ID, InterfaceType } from 'type-graphql';
import { DateTimeScalar } from '../scalars.ts';
import { EventKindEnum } from './event-kind.enum.ts';
import { type EventView, nounOfKind } from './event-view.ts';

/** Names of the types that implement the interface, by the first part of the kind. */
const TYPE_OF_NOUN: Readonly<Record<string, string>> = {
  task: 'TaskEvent',
  run: 'RunEvent',
  queue: 'QueueEvent',
  runner: 'RunnerEvent',
  deck: 'DeckEvent',
  workflow: 'WorkflowEvent',
  project: 'ProjectEvent',
  file: 'FileEvent',
  model: 'ModelEvent',
  deployment: 'DeploymentEvent',
  webhook: 'WebhookEvent',
};

/** Which type shows an event: decided by the noun that its kind begins with. */
export function eventTypeName({ kind }: Pick<EventView, 'kind'>): string | undefined {
  return TYPE_OF_NOUN[nounOfKind(kind)];
}

/** GraphQL `Event`. */
@InterfaceType('Event', {
  resolveType: eventTypeName,
  description: 'One row of the append-only log: what changed, in order. New implementing types and new kinds are added over time; clients must tolerate both.',
})
export abstract class EventInterface {
  @Field(() => ID, { description: 'Names this event; equal to its cursor.' })
  readonly id!: string;

  @Field(() => String, { description: 'The place of this event in the log. Give it as `after` to go on behind it.' })
  readonly cursor!: string;

  @Field(() => EventKindEnum, { description: 'What happened.' })
  readonly kind!: EventView['kind'];

  @Field(() => DateTimeScalar, { description: 'When its transaction began. Order events by cursor, never by this time.' })
  readonly at!: Date;

  @Field(() => ID, { nullable: true, description: 'The user whose command caused it; null when the system did it by itself.' })
  readonly actorId!: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of what it is about, the task of a TaskEvent for example: also of what has been deleted since, which the field of that name no longer gives.' })
  readonly subjectId!: string | null;

  @Field(() => String, { nullable: true, description: 'The requestId of the mutation that caused it, when it had one.' })
  readonly requestId!: string | null;
}
