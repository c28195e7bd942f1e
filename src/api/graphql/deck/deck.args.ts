// The arguments of lists of decks.
import { ArgsType, Field } from 'type-graphql';
import { ListArgs } from '../page/list.args.ts';
import { DeckFilterInput } from './deck-filter.input.ts';

/** Filter, order and page. */
@ArgsType()
export class DeckListArgs extends ListArgs {
  @Field(() => DeckFilterInput, { nullable: true, description: 'Which decks; all when absent.' })
  filter?: DeckFilterInput | null;
}
