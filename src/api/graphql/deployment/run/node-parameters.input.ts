// Values of parameters for one run.
import { Field, InputType, Int } from 'type-graphql';
import { JsonScalar } from '../../scalars.ts';

/** Those of one node. */
@InputType('NodeParametersInput', { description: 'Values of parameters of one node.' })
export class NodeParametersInput {
  @Field(() => String, { description: 'The algorithm of the node.' })
  taskName!: string;

  @Field(() => Int, { nullable: true, description: 'Which node of that algorithm, from 0; the first when absent.' })
  taskIndex?: number | null;

  @Field(() => JsonScalar, { description: 'An object: the values by the names of the parameters, as texts, numbers or booleans.' })
  parameters!: unknown;
}
