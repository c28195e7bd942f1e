// What a run of a graph may take, as the API shows it.
import { Field, Int, ObjectType } from 'type-graphql';
import type { GraphLimits } from '../../../domain/graph/graph-spec.ts';

/** Limits of one run. */
@ObjectType('GraphLimits', { simpleResolvers: true, description: 'What one run of a graph may take; one that takes more fails.' })
export class GraphLimitsType implements GraphLimits {
  @Field(() => Int, { description: 'Longest time in seconds.' })
  timeoutSeconds!: number;

  @Field(() => Int, { description: 'Memory of the process that carries it out, in MiB.' })
  memoryMib!: number;
}
