// Masks of classes as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { JsonValue } from '../../../../domain/event/event.ts';
import { BigIntScalar, JsonScalar } from '../../scalars.ts';
import { ValueColorType } from './part/value-color.type.ts';
import { StoredValueType } from './stored-value.type.ts';

/** SEMANTIC_SEGMENTATION. */
@ObjectType('SegmentationValue', { implements: StoredValueType, simpleResolvers: true, description: 'A mask that tells the class of every pixel.' })
export class SegmentationValueType extends StoredValueType {
  @Field(() => String, { description: 'The mask: a picture as base64, whose pixels are numbers of classes.' })
  mask!: string;

  @Field(() => [String], { description: 'Names of the classes, by their numbers.' })
  classes!: readonly string[];

  @Field(() => [ValueColorType], { description: 'Colours of the classes.' })
  colors!: readonly ValueColorType[];

  @Field(() => BigIntScalar, { nullable: true, description: 'The output of the node that has the picture.' })
  referenceImageIndex!: number;

  @Field(() => [JsonScalar], { nullable: true, description: 'Outlines as shapes; null when there are none.' })
  polygons?: readonly JsonValue[];
}
