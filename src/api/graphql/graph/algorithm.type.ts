// Algorithms as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { AlgorithmDescription, AlgorithmParameter, AlgorithmPort, AlgorithmSource } from '../../../domain/graph/algorithm.ts';
import { connectionType } from '../page/connection.type.ts';
import { AlgorithmParameterShown } from './algorithm-parameter.type.ts';
import { AlgorithmPortShown } from './algorithm-port.type.ts';
import { AlgorithmSourceEnum } from './algorithm.enum.ts';

/** What a node of a graph can be. */
@ObjectType('Algorithm', { simpleResolvers: true, description: 'What a node of a graph can be.' })
export class AlgorithmShown implements AlgorithmDescription {
  @Field(() => String, { description: 'Its name, by which documents call it.' })
  name!: string;

  @Field(() => AlgorithmSourceEnum, { description: 'Where it comes from.' })
  source!: AlgorithmSource;

  @Field(() => String, { description: 'What it does.' })
  description!: string;

  @Field(() => [AlgorithmPortShown], { description: 'What it takes, in order.' })
  inputs!: readonly AlgorithmPort[];

  @Field(() => [AlgorithmPortShown], { description: 'What it gives, in order.' })
  outputs!: readonly AlgorithmPort[];

  @Field(() => [AlgorithmParameterShown], { description: 'What can be set of it.' })
  parameters!: readonly AlgorithmParameter[];

  @Field(() => Boolean, { description: 'Whether a runner that has it is there now; what is built in every runner has.' })
  isAvailable!: boolean;
}

/** A page of algorithms. */
export const AlgorithmConnection = connectionType('Algorithm', () => AlgorithmShown);
