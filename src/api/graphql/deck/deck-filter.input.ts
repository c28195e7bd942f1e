// Which decks a list shows.
import { Field, InputType } from 'type-graphql';
import type { Filter } from '../../../domain/filter/filter.ts';
import type { InputPath } from '../../../domain/input/check.ts';
import { DateTimeComparatorInput, filterOfInput, IdComparatorInput, idParts, JOIN_WORDS, StringComparatorInput, textParts, timeParts } from '../filter/comparators.ts';

/** All given parts must hold. */
@InputType('DeckFilter', { description: 'Which decks. All given parts must hold.' })
export class DeckFilterInput {
  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;

  @Field(() => IdComparatorInput, { nullable: true, description: 'By the runner that offers them, or offered them last.' })
  runner?: IdComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were first offered.' })
  createdAt?: DateTimeComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when their description last changed.' })
  updatedAt?: DateTimeComparatorInput | null;

  @Field(() => [DeckFilterInput], { nullable: true, description: JOIN_WORDS.and })
  and?: DeckFilterInput[] | null;

  @Field(() => [DeckFilterInput], { nullable: true, description: JOIN_WORDS.or })
  or?: DeckFilterInput[] | null;

  @Field(() => DeckFilterInput, { nullable: true, description: JOIN_WORDS.not })
  not?: DeckFilterInput | null;
}

/** The filter that an input says; throws INVALID, with its place, for what cannot be. */
export function deckFilterOf(given: DeckFilterInput | null | undefined): Filter | undefined {
  return filterOfInput(given, partsOf);
}

function partsOf(given: DeckFilterInput, path: InputPath): Filter[] {
  return [
    ...textParts(given.name, ['name'], [...path, 'name']),
    ...idParts(given.runner, { field: ['runnerId'], type: 'Runner' }, [...path, 'runner']),
    ...timeParts(given.createdAt, ['createdAt'], [...path, 'createdAt']),
    ...timeParts(given.updatedAt, ['updatedAt'], [...path, 'updatedAt']),
  ];
}
