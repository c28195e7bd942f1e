// The arguments of lists of tasks.
import { ArgsType, Field } from 'type-graphql';
import { ListArgs } from '../page/list.args.ts';
import { TaskFilterInput } from './task-filter.input.ts';

/** Filter, order and page. */
@ArgsType()
export class TaskListArgs extends ListArgs {
  @Field(() => TaskFilterInput, { nullable: true, description: 'Which tasks; all when absent.' })
  filter?: TaskFilterInput | null;
}
