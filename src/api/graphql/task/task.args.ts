// The arguments of lists of tasks.
import { ArgsType, Field } from 'type-graphql';
import { TASK_ORDERS, type TaskOrderField } from '../../../domain/filter/list-orders.ts';
import { ORDER_WORDS, type OrderInput, orderInput } from '../page/list-order.input.ts';
import { PageArgs } from '../page/page.args.ts';
import { TaskFilterInput } from './task-filter.input.ts';

const TaskOrderInput = orderInput('Task', TASK_ORDERS, { ...ORDER_WORDS, STATUS_CHANGED_AT: 'By when they came to their status.' });

/** Filter, order and page. */
@ArgsType()
export class TaskListArgs extends PageArgs {
  @Field(() => TaskFilterInput, { nullable: true, description: 'Which tasks; all when absent.' })
  filter?: TaskFilterInput | null;

  @Field(() => TaskOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: OrderInput<TaskOrderField> | null;
}
