// The arguments of lists of deployments.
import { ArgsType, Field } from 'type-graphql';
import { NAMED_ORDERS, type NamedOrderField } from '../../../domain/filter/list-orders.ts';
import { ORDER_WORDS, type OrderInput, orderInput } from '../page/list-order.input.ts';
import { PageArgs } from '../page/page.args.ts';
import { DeploymentFilterInput } from './deployment-filter.input.ts';

const DeploymentOrderInput = orderInput('Deployment', NAMED_ORDERS, ORDER_WORDS);

/** Filter, order and page. */
@ArgsType()
export class DeploymentListArgs extends PageArgs {
  @Field(() => DeploymentFilterInput, { nullable: true, description: 'Which deployments; all when absent.' })
  filter?: DeploymentFilterInput | null;

  @Field(() => DeploymentOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: OrderInput<NamedOrderField> | null;
}
