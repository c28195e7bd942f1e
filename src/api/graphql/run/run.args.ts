// The arguments of lists of runs.
import { ArgsType, Field } from 'type-graphql';
import { RUN_ORDERS, type RunOrderField } from '../../../domain/filter/list-orders.ts';
import { ORDER_WORDS, type OrderInput, orderInput } from '../page/list-order.input.ts';
import { PageArgs } from '../page/page.args.ts';
import { RunFilterInput } from './run-filter.input.ts';

const RunOrderInput = orderInput('Run', RUN_ORDERS, { ...ORDER_WORDS, STARTED_AT: 'By when they were started; those that were not come as if before all times.', ENDED_AT: 'By when they ended; those that have not come as if before all times.' });

/** Filter, order and page. */
@ArgsType()
export class RunListArgs extends PageArgs {
  @Field(() => RunFilterInput, { nullable: true, description: 'Which runs; all when absent.' })
  filter?: RunFilterInput | null;

  @Field(() => RunOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: OrderInput<RunOrderField> | null;
}
