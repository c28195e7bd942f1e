// What is wanted of a run of a graph.
import { Field, InputType, Int } from 'type-graphql';

/** Outputs of one node. */
@InputType('WantedOutputInput', { description: 'One output of a node, or all of them.' })
export class WantedOutputInput {
  @Field(() => String, { description: 'The algorithm of the node.' })
  taskName!: string;

  @Field(() => Int, { nullable: true, description: 'Which node of that algorithm, from 0; the first when absent.' })
  taskIndex?: number | null;

  @Field(() => Int, { nullable: true, description: 'Which output of the node, from 0; all of them, in order, when absent.' })
  outputIndex?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether callers of the REST routes get a reference into the storage instead of the data; false when absent.' })
  saveTemporary?: boolean | null;
}
