// Workflows as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';

/** A named definition. */
@ObjectType('Workflow', { implements: NodeInterface, simpleResolvers: true, description: 'A named definition, whose versions never change.' })
export class WorkflowType extends NodeInterface {
  @Field(() => String, { description: 'Its name, unique in its project.' })
  name!: string;

  @Field(() => String, { description: 'What it is for; may be empty.' })
  description!: string;

  @Field(() => DateTimeScalar, { description: 'When it was first saved.' })
  createdAt!: Date;
}

/** A page of workflows. */
export const WorkflowConnection = connectionType('Workflow', () => WorkflowType);
