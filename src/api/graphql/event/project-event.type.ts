// Events of projects.
import { Field, ObjectType } from 'type-graphql';
import { EventInterface } from './event.type.ts';

/** GraphQL `ProjectEvent`. */
@ObjectType('ProjectEvent', { implements: EventInterface, simpleResolvers: true, description: 'A project was created, changed or deleted.' })
export class ProjectEventType extends EventInterface {
  @Field(() => String, { nullable: true, description: 'Path of the project.' })
  readonly path!: string | null;
}
