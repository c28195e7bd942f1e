// Events of decks.
import { Field, Int, ObjectType } from 'type-graphql';
import { EventInterface } from './event.type.ts';

/** GraphQL `DeckEvent`. */
@ObjectType('DeckEvent', { implements: EventInterface, simpleResolvers: true, description: 'A deck was offered: for the first time, with another description, or by another runner.' })
export class DeckEventType extends EventInterface {
  @Field(() => String, { nullable: true, description: 'Name of the deck.' })
  readonly name!: string | null;

  @Field(() => Int, { nullable: true, description: 'Instruments on it.' })
  readonly instrumentCount!: number | null;
}
