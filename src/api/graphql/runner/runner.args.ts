// The arguments of lists of runners.
import { ArgsType, Field } from 'type-graphql';
import { ListArgs } from '../page/list.args.ts';
import { RunnerFilterInput } from './runner-filter.input.ts';

/** Filter, order and page. */
@ArgsType()
export class RunnerListArgs extends ListArgs {
  @Field(() => RunnerFilterInput, { nullable: true, description: 'Which runners; all when absent.' })
  filter?: RunnerFilterInput | null;
}
