// Events of models.
import { Field, ObjectType } from 'type-graphql';
import { EventInterface } from '../event.type.ts';

/** GraphQL `ModelEvent`. */
@ObjectType('ModelEvent', { implements: EventInterface, simpleResolvers: true, description: 'A model was created, changed or deleted.' })
export class ModelEventType extends EventInterface {
  @Field(() => String, { nullable: true, description: 'Name of the model; long ones are cut.' })
  readonly name!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is published; null when that did not change.' })
  readonly ready!: boolean | null;
}
