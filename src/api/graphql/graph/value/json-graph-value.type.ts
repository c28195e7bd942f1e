// Values without a type of their own as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { JsonValue } from '../../../../domain/event/event.ts';
import { JsonScalar } from '../../scalars.ts';
import { StoredValueType } from './stored-value.type.ts';

/** JSON, DNN_DATASET and SCENE_3D, and whatever is too large to be shown, or of another shape than its type says. */
@ObjectType('JsonGraphValue', { implements: StoredValueType, simpleResolvers: true, description: 'A value that is shown as it is: of a type that has no fields of its own, of another shape than its type says, or too large to be shown here.' })
export class JsonGraphValueType extends StoredValueType {
  @Field(() => JsonScalar, { nullable: true, description: 'The value; null when it is too large to be shown here, or its file is gone: then it is at `url`, if anywhere.' })
  data!: JsonValue;
}
