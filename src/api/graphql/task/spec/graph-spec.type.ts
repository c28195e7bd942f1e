// What a graph task carries out, as the API shows it.
import { Field, Int, ObjectType } from 'type-graphql';
import { JsonScalar } from '../../scalars.ts';
import type { GraphSpec } from '../../../../domain/graph/graph-spec.ts';
import type { GraphDocument } from '../../../../domain/graph/graph-document.ts';

/** A graph. */
@ObjectType('GraphSpec', { simpleResolvers: true, description: 'A graph of algorithms with what goes into it.' })
export class GraphSpecType {
  /** Tells the members of the union apart; not a field. */
  kind!: GraphSpec['kind'];

  @Field({ description: 'Name of the deployment that was called.' })
  deployment!: string;

  @Field(() => JsonScalar, { description: 'The workflow document as it was when the run was made.' })
  document!: GraphDocument;

  @Field(() => Int, { description: 'How long its results are kept after the end, in seconds.' })
  resultTtlSeconds!: number;
}
