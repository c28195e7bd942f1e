// Definitions as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { WorkflowDefinition } from '../../../domain/run/definition.ts';
import { TaskTemplateType } from './task-template.type.ts';

/** A directed acyclic graph of task templates. */
@ObjectType('WorkflowDefinition', { simpleResolvers: true, description: 'A directed acyclic graph of task templates.' })
export class DefinitionType implements WorkflowDefinition {
  @Field(() => [TaskTemplateType], { description: 'The templates, at most 1,000.' })
  tasks!: WorkflowDefinition['tasks'];
}
