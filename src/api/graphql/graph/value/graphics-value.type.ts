// Shapes as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { JsonValue } from '../../../../domain/event/event.ts';
import { BigIntScalar, JsonScalar } from '../../scalars.ts';
import { StoredValueType } from './stored-value.type.ts';

/** INPUT_GRAPHICS and OUTPUT_GRAPHICS. */
@ObjectType('GraphicsValue', { implements: StoredValueType, simpleResolvers: true, description: 'Shapes to be drawn onto a picture.' })
export class GraphicsValueType extends StoredValueType {
  @Field(() => String, { description: 'Name of their layer; may be empty.' })
  layer!: string;

  @Field(() => [JsonScalar], { description: 'The shapes; their `type` is 0 layer, 1 point, 2 ellipse, 3 rectangle, 4 polygon, 5 complex polygon, 6 polyline or 7 text.' })
  items!: readonly JsonValue[];

  @Field(() => BigIntScalar, { nullable: true, description: 'The output of the node that has the picture; null for an input.' })
  imageIndex?: number;
}
