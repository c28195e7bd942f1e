// The arguments of lists of decks.
import { ArgsType, Field } from 'type-graphql';
import { NAMED_ORDERS, type NamedOrderField } from '../../../domain/filter/list-orders.ts';
import { ORDER_WORDS, type OrderInput, orderInput } from '../page/list-order.input.ts';
import { PageArgs } from '../page/page.args.ts';
import { DeckFilterInput } from './deck-filter.input.ts';

const DeckOrderInput = orderInput('Deck', NAMED_ORDERS, ORDER_WORDS);

/** Filter, order and page. */
@ArgsType()
export class DeckListArgs extends PageArgs {
  @Field(() => DeckFilterInput, { nullable: true, description: 'Which decks; all when absent.' })
  filter?: DeckFilterInput | null;

  @Field(() => DeckOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: OrderInput<NamedOrderField> | null;
}
