// The arguments of lists of runners.
import { ArgsType, Field } from 'type-graphql';
import { NAMED_ORDERS, type NamedOrderField } from '../../../domain/filter/list-orders.ts';
import { ORDER_WORDS, type OrderInput, orderInput } from '../page/list-order.input.ts';
import { PageArgs } from '../page/page.args.ts';
import { RunnerFilterInput } from './runner-filter.input.ts';

const RunnerOrderInput = orderInput('Runner', NAMED_ORDERS, ORDER_WORDS);

/** Filter, order and page. */
@ArgsType()
export class RunnerListArgs extends PageArgs {
  @Field(() => RunnerFilterInput, { nullable: true, description: 'Which runners; all when absent.' })
  filter?: RunnerFilterInput | null;

  @Field(() => RunnerOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: OrderInput<NamedOrderField> | null;
}
