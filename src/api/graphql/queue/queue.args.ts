// The arguments of lists of queues.
import { ArgsType, Field } from 'type-graphql';
import { NAMED_ORDERS, type NamedOrderField } from '../../../domain/filter/list-orders.ts';
import { ORDER_WORDS, type OrderInput, orderInput } from '../page/list-order.input.ts';
import { PageArgs } from '../page/page.args.ts';
import { QueueFilterInput } from './queue-filter.input.ts';

const QueueOrderInput = orderInput('Queue', NAMED_ORDERS, ORDER_WORDS);

/** Filter, order and page. */
@ArgsType()
export class QueueListArgs extends PageArgs {
  @Field(() => QueueFilterInput, { nullable: true, description: 'Which queues; all when absent.' })
  filter?: QueueFilterInput | null;

  @Field(() => QueueOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: OrderInput<NamedOrderField> | null;
}
