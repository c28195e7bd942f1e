// Pictures as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import { THUMBNAIL } from '../../../../domain/graph/graph-value.ts';
import { StoredValueType } from './stored-value.type.ts';

/** A picture; its bytes are at `url`. */
@ObjectType('ImageValue', { implements: StoredValueType, simpleResolvers: true, description: 'A picture.' })
export class ImageValueType extends StoredValueType {
  @Field(() => String, { description: 'Media type of its bytes, such as image/jpeg.' })
  contentType!: string;

  @Field(() => Int, { nullable: true, description: 'Width in pixels; null for an input, which only the runner decodes.' })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'Height in pixels; null for an input.' })
  height!: number | null;

  @Field(() => String, { nullable: true, description: `A small JPEG of it as a data URL: at most ${THUMBNAIL.side} pixels a side and ${THUMBNAIL.bytes} bytes. Null for an input, and where none was made.` })
  thumbnail!: string | null;

  @Field(() => Boolean, { description: 'Whether callers of the REST routes get a reference into the storage instead of the data.' })
  isTemporary!: boolean;
}
