// Events of deployments.
import { Field, Int, ObjectType } from 'type-graphql';
import { EventInterface } from '../event.type.ts';

/** GraphQL `DeploymentEvent`. */
@ObjectType('DeploymentEvent', { implements: EventInterface, simpleResolvers: true, description: 'A deployment was made, changed or deleted.' })
export class DeploymentEventType extends EventInterface {
  @Field(() => String, { nullable: true, description: 'Name of the deployment.' })
  readonly name!: string | null;

  @Field(() => Int, { nullable: true, description: 'Number of the version of its workflow that it serves for good from now on; null when it follows the newest, or that did not change.' })
  readonly workflowVersion!: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it answers at the root of the server; null when that did not change.' })
  readonly isDefault!: boolean | null;
}
