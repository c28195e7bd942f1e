// The arguments of lists of runs.
import { ArgsType, Field } from 'type-graphql';
import { ListArgs } from '../page/list.args.ts';
import { RunFilterInput } from './run-filter.input.ts';

/** Filter, order and page. */
@ArgsType()
export class RunListArgs extends ListArgs {
  @Field(() => RunFilterInput, { nullable: true, description: 'Which runs; all when absent.' })
  filter?: RunFilterInput | null;
}
