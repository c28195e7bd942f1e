// What is measured of things, as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../../scalars.ts';

/** What was measured. */
@ObjectType('BlobMeasure', { simpleResolvers: true, description: 'What was measured.' })
export class BlobMeasureType {
  @Field(() => BigIntScalar, { name: 'number', simple: false, description: 'Its number.' })
  id!: number;

  @Field(() => String, { description: 'Its name, such as Area.' })
  name!: string;

  @Field(() => String, { description: 'How it is computed, where it is not one of the known ones; may be empty.' })
  formula!: string;
}
