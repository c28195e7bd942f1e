// Decks as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';

/** The callable devices and functions of one place. */
@ObjectType('Deck', { implements: NodeInterface, simpleResolvers: true, description: 'The callable devices and functions of one place, as the runner that has them describes them. One task at a time uses it.' })
export class DeckType extends NodeInterface {
  @Field(() => String, { description: 'Its name, unique.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is.' })
  description?: string;

  @Field(() => DateTimeScalar, { description: 'When a runner first offered it.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When its description last changed, or another runner came to offer it.' })
  updatedAt!: Date;
}

/** A page of decks. */
export const DeckConnection = connectionType('Deck', () => DeckType);
