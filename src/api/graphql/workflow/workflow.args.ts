// The arguments of lists of workflows.
import { ArgsType, Field } from 'type-graphql';
import { ListArgs } from '../page/list.args.ts';
import { WorkflowFilterInput } from './workflow-filter.input.ts';

/** Filter, order and page. */
@ArgsType()
export class WorkflowListArgs extends ListArgs {
  @Field(() => WorkflowFilterInput, { nullable: true, description: 'Which workflows; all when absent.' })
  filter?: WorkflowFilterInput | null;
}
