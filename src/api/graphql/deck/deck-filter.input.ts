// Which decks a list shows.
import { Field, InputType } from 'type-graphql';
import type { DeckFilter } from '../../../engine/read/lists.read.ts';
import { StringComparatorInput, comparedName } from '../page/string-comparator.input.ts';

/** All given parts must hold. */
@InputType('DeckFilter', { description: 'Which decks. All given parts must hold.' })
export class DeckFilterInput {
  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;
}

/** The filter in the words of the lists; throws INVALID for what cannot be. */
export function deckFilterOf(given: DeckFilterInput | null | undefined): DeckFilter {
  return { name: comparedName(given?.name, ['filter', 'name']) };
}
