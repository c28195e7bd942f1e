// Objects that algorithms give as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { JsonValue } from '../../../../domain/event/event.ts';
import { JsonScalar } from '../../scalars.ts';
import { StoredValueType } from './stored-value.type.ts';

/** DATA_DICT. */
@ObjectType('DictValue', { implements: StoredValueType, simpleResolvers: true, description: 'An object, or another JSON that an algorithm gives as such.' })
export class DictValueType extends StoredValueType {
  @Field(() => JsonScalar, { nullable: true, description: 'The object.' })
  data!: JsonValue;
}
