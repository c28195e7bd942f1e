// One page of the event log.
import { Field, ObjectType } from 'type-graphql';
import { EventInterface } from './event.type.ts';
import type { EventView } from './event-view.ts';

/** GraphQL `EventPage`. */
@ObjectType('EventPage', { simpleResolvers: true, description: 'A stretch of the event log, oldest first.' })
export class EventPageType {
  @Field(() => [EventInterface], { description: 'The events, in order of the log.' })
  readonly events!: readonly EventView[];

  @Field(() => String, { description: 'Give it as `after` to go on, here or in a subscription. Set also when there are no events.' })
  readonly endCursor!: string;

  @Field(() => Boolean, { description: 'Whether the log may hold more behind this page, settled or still held up by an older transaction. A page may be short, or empty, although it does.' })
  readonly hasMore!: boolean;
}
