// One point of a thing as the API shows it.
import { Field, Float, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../../scalars.ts';

/** One point. */
@ObjectType('Keypoint', { simpleResolvers: true, description: 'One point of a thing.' })
export class KeypointType {
  @Field(() => BigIntScalar, { description: 'Which point it is: a number in `names`.' })
  index!: number;

  @Field(() => Float, { description: 'Pixels from the left.' })
  x!: number;

  @Field(() => Float, { description: 'Pixels from the top.' })
  y!: number;

  @Field(() => Float, { description: 'Depth, or how sure it is; 0 where there is neither.' })
  z!: number;
}
