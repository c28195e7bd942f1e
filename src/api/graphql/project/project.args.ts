// The arguments of lists of projects.
import { ArgsType, Field } from 'type-graphql';
import { ListArgs } from '../page/list.args.ts';
import { ProjectFilterInput } from './project-filter.input.ts';

/** Filter, order and page. */
@ArgsType()
export class ProjectListArgs extends ListArgs {
  @Field(() => ProjectFilterInput, { nullable: true, description: 'Which projects; all when absent.' })
  filter?: ProjectFilterInput | null;
}
