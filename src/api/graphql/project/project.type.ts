// Projects as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';

/** A project. */
@ObjectType('Project', { implements: NodeInterface, simpleResolvers: true, description: 'A namespace of workflows, runs and tasks, named by a path.' })
export class ProjectType extends NodeInterface {
  @Field(() => String, { description: 'Its name: `/` for the root, else names separated by slashes.' })
  path!: string;

  @Field(() => String, { description: 'What it is for; may be empty.' })
  description!: string;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;
}

/** A page of projects. */
export const ProjectConnection = connectionType('Project', () => ProjectType);
