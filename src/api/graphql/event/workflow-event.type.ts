// Events of workflows.
import { Field, Int, ObjectType } from 'type-graphql';
import { EventInterface } from './event.type.ts';

/** GraphQL `WorkflowEvent`. */
@ObjectType('WorkflowEvent', { implements: EventInterface, simpleResolvers: true, description: 'A workflow was created or got a new version.' })
export class WorkflowEventType extends EventInterface {
  @Field(() => String, { nullable: true, description: 'Name of the workflow.' })
  readonly name!: string | null;

  @Field(() => Int, { nullable: true, description: 'Number of the version that was added, from 1.' })
  readonly version!: number | null;
}
