// Definitions as clients give them.
import { Field, InputType } from 'type-graphql';
import { MAX_WORKFLOW_TASKS } from '../../../domain/run/definition.ts';
import { TaskTemplateInput, templateOf } from './task-template.input.ts';

/** A directed acyclic graph of task templates. */
@InputType('WorkflowDefinitionInput', { description: 'A directed acyclic graph of task templates.' })
export class DefinitionInput {
  @Field(() => [TaskTemplateInput], { description: `The templates, 1 to ${MAX_WORKFLOW_TASKS}.` })
  tasks!: TaskTemplateInput[];
}

/** The definition as the engine checks it. */
export function definitionOf(input: DefinitionInput): object {
  return { tasks: input.tasks.map((task, i) => templateOf(task, ['definition', 'tasks', String(i)])) };
}
