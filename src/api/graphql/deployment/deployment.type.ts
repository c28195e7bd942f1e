// Deployments as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import { DEPLOYMENT_LIMITS } from '../../../domain/deployment/deployment.ts';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';

/** A graph that callers run by name. */
@ObjectType('Deployment', { implements: NodeInterface, simpleResolvers: true, description: 'A version of a graph of algorithms that callers run by name: by runDeployment, and by the REST routes below /deployments/<name>/.' })
export class DeploymentType extends NodeInterface {
  @Field(() => String, { description: 'Its name, unique on the server: 1 to 63 small letters, digits and hyphens.' })
  name!: string;

  @Field(() => String, { description: `What it is for, at most ${DEPLOYMENT_LIMITS.description} characters; may be empty.` })
  description!: string;

  @Field(() => Int, { name: 'pinnedVersion', nullable: true, simple: false, description: 'Number of the version of its workflow that it serves for good; null when it follows the newest.' })
  workflowN!: number | null;

  @Field(() => Boolean, { description: 'Whether it also answers at the root of the server. At most one does.' })
  isDefault!: boolean;

  @Field(() => Int, { description: 'How long results are kept after the end of a run, in seconds.' })
  resultTtlSeconds!: number;

  @Field(() => Int, { description: 'Longest time of one run, in seconds.' })
  timeoutSeconds!: number;

  @Field(() => Int, { description: 'Memory that one run may take, in MiB.' })
  memoryMib!: number;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt!: Date;

  @Field(() => Int, { description: 'Grows with every change.' })
  version!: number;
}

/** A page of deployments. */
export const DeploymentConnection = connectionType('Deployment', () => DeploymentType);
