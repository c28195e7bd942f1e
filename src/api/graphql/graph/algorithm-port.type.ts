// Inputs and outputs of algorithms as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { AlgorithmPort, IoType } from '../../../domain/graph/algorithm.ts';
import { IoTypeEnum } from './algorithm.enum.ts';

/** One of them. */
@ObjectType('AlgorithmPort', { simpleResolvers: true, description: 'An input or an output of an algorithm.' })
export class AlgorithmPortShown implements AlgorithmPort {
  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => IoTypeEnum, { description: 'What flows there.' })
  type!: IoType;

  optional?: boolean;

  @Field(() => Boolean, { description: 'Of an input: whether nothing need be connected to it.' })
  isOptional(): boolean {
    return this.optional ?? false;
  }
}
