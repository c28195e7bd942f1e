// The arguments of lists of models.
import { ArgsType, Field } from 'type-graphql';
import { NAMED_ORDERS, type NamedOrderField } from '../../../domain/filter/list-orders.ts';
import { ORDER_WORDS, type OrderInput, orderInput } from '../page/list-order.input.ts';
import { PageArgs } from '../page/page.args.ts';
import { ModelFilterInput } from './model-filter.input.ts';

const ModelOrderInput = orderInput('Model', NAMED_ORDERS, ORDER_WORDS);

/** Filter, order and page. */
@ArgsType()
export class ModelListArgs extends PageArgs {
  @Field(() => ModelFilterInput, { nullable: true, description: 'Which models; all when absent.' })
  filter?: ModelFilterInput | null;

  @Field(() => ModelOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: OrderInput<NamedOrderField> | null;
}
