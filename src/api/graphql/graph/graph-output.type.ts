// One value that is wanted of a run, as the API shows it.
import { Field, Int, ObjectType } from 'type-graphql';

/** One value that is wanted. */
@ObjectType('GraphOutput', { simpleResolvers: true, description: 'One value that is wanted of a run.' })
export class GraphOutputType {
  @Field(() => Int, { description: 'Position of the node in the document, from 0.' })
  node!: number;

  @Field(() => String, { description: 'The algorithm of the node.' })
  algorithm!: string;

  @Field(() => Int, { description: 'Which of its outputs, from 0.' })
  output!: number;

  @Field(() => Boolean, { description: 'Whether callers of the REST routes get a reference into the storage instead of the data.' })
  saveTemporary!: boolean;
}
