// Workflow versions as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { WorkflowDefinition } from '../../../domain/run/definition.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';
import { DefinitionType } from './definition.type.ts';

/** One immutable version of a workflow. */
@ObjectType('WorkflowVersion', { simpleResolvers: true, description: 'One version of a workflow. It never changes.' })
export class WorkflowVersionType {
  @Field(() => Int, { name: 'number', simple: false, description: 'Its number, from 1.' })
  n!: number;

  @Field(() => DefinitionType, { name: 'definition', simple: false, description: 'The graph of tasks.' })
  body!: WorkflowDefinition;

  @Field(() => String, { name: 'sha256', simple: false, description: 'SHA-256 of the canonical JSON of the definition, in hex.' })
  sha!: string;

  @Field(() => DateTimeScalar, { description: 'When it was saved.' })
  createdAt!: Date;
}

/** A page of versions. */
export const WorkflowVersionConnection = connectionType('WorkflowVersion', () => WorkflowVersionType);
