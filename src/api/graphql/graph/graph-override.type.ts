// Values of parameters of one node for one run, as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import { JsonScalar } from '../scalars.ts';

/** Values of parameters of one node, for one run. */
@ObjectType('GraphOverride', { simpleResolvers: true, description: 'Values of parameters of one node for this run alone.' })
export class GraphOverrideType {
  @Field(() => Int, { description: 'Position of the node in the document, from 0.' })
  node!: number;

  @Field(() => String, { description: 'The algorithm of the node.' })
  algorithm!: string;

  @Field(() => JsonScalar, { description: 'The values as texts, by name.' })
  values!: { readonly [name: string]: string };
}
