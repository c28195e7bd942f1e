// The arguments of lists of queues.
import { ArgsType, Field } from 'type-graphql';
import { ListArgs } from '../page/list.args.ts';
import { QueueFilterInput } from './queue-filter.input.ts';

/** Filter, order and page. */
@ArgsType()
export class QueueListArgs extends ListArgs {
  @Field(() => QueueFilterInput, { nullable: true, description: 'Which queues; all when absent.' })
  filter?: QueueFilterInput | null;
}
