// The arguments of lists of workflows.
import { ArgsType, Field } from 'type-graphql';
import { NAMED_ORDERS, type NamedOrderField } from '../../../domain/filter/list-orders.ts';
import { ORDER_WORDS, type OrderInput, orderInput } from '../page/list-order.input.ts';
import { PageArgs } from '../page/page.args.ts';
import { WorkflowFilterInput } from './workflow-filter.input.ts';

const WorkflowOrderInput = orderInput('Workflow', NAMED_ORDERS, ORDER_WORDS);

/** Filter, order and page. */
@ArgsType()
export class WorkflowListArgs extends PageArgs {
  @Field(() => WorkflowFilterInput, { nullable: true, description: 'Which workflows; all when absent.' })
  filter?: WorkflowFilterInput | null;

  @Field(() => WorkflowOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: OrderInput<NamedOrderField> | null;
}
