// The arguments of lists of projects.
import { ArgsType, Field } from 'type-graphql';
import { PROJECT_ORDERS, type ProjectOrderField } from '../../../domain/filter/list-orders.ts';
import { ORDER_WORDS, type OrderInput, orderInput } from '../page/list-order.input.ts';
import { PageArgs } from '../page/page.args.ts';
import { ProjectFilterInput } from './project-filter.input.ts';

const ProjectOrderInput = orderInput('Project', PROJECT_ORDERS, { CREATED_AT: ORDER_WORDS.CREATED_AT, PATH: 'By path, letter by letter, whatever the case.' });

/** Filter, order and page. */
@ArgsType()
export class ProjectListArgs extends PageArgs {
  @Field(() => ProjectFilterInput, { nullable: true, description: 'Which projects; all when absent.' })
  filter?: ProjectFilterInput | null;

  @Field(() => ProjectOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: OrderInput<ProjectOrderField> | null;
}
