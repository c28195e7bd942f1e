// What a graph task carries out, as the API shows it.
import { Field, Int, ObjectType } from 'type-graphql';
import type { GraphDocument } from '../../../../domain/graph/graph-document.ts';
import type { GraphLimits, GraphSpec } from '../../../../domain/graph/graph-spec.ts';
import { GraphLimitsType } from '../../graph/graph-limits.type.ts';
import { JsonScalar } from '../../scalars.ts';

/** A graph. */
@ObjectType('GraphSpec', { simpleResolvers: true, description: 'A graph of algorithms with what goes into it and what is wanted of it. Only runDeployment makes tasks of it.' })
export class GraphSpecType {
  /** Tells the members of the union apart; not a field. */
  kind!: GraphSpec['kind'];

  @Field(() => String, { description: 'Name of the deployment that was called.' })
  deployment!: string;

  @Field(() => JsonScalar, { description: 'The workflow document as it was when the run was made: every node with all its parameters, inputs and outputs.' })
  document!: GraphDocument;

  @Field(() => GraphLimitsType, { description: 'What one run may take.' })
  limits!: GraphLimits;

  @Field(() => Int, { description: 'How long its results are kept after the end, in seconds.' })
  resultTtlSeconds!: number;
}
