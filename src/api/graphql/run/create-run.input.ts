// Creating a run.
import { Field, ID, InputType, Int } from 'type-graphql';
import type { CreateRunInput as EngineInput } from '../../../engine/run/create-run.service.ts';
import { optionalId } from '../global-id.ts';
import { CommandInput } from '../mutation/command.input.ts';
import { RunSamplesInput } from './run-samples.input.ts';
import { JsonScalar } from '../scalars.ts';
import { DefinitionInput, definitionOf } from '../workflow/definition.input.ts';

/** What to run. */
@InputType('CreateRunInput', { description: 'What to run: a saved workflow, or a definition given here; exactly one of them.' })
export class CreateRunInput extends CommandInput {
  @Field(() => ID, { nullable: true, description: 'A saved workflow.' })
  workflowId?: string | null;

  @Field(() => Int, { nullable: true, description: 'Number of its version; the newest when absent.' })
  version?: number | null;

  @Field(() => DefinitionInput, { nullable: true, description: 'A definition of its own.' })
  definition?: DefinitionInput | null;

  @Field(() => String, { nullable: true, description: 'Name of the run, 1 to 255 characters; that of the workflow or of the first task when absent.' })
  name?: string | null;

  @Field(() => ID, { nullable: true, description: 'Its project, for a definition given here; the root project when absent. Runs of a workflow are in the project of that.' })
  projectId?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'Inputs, an object of at most 65,536 characters of JSON; kept with the run.' })
  inputs?: unknown;

  @Field(() => [RunSamplesInput], { nullable: true, description: 'Samples instead of those that the definition has; kept in the definition of the run.' })
  samples?: RunSamplesInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its tasks enter their queues by themselves once what they need has succeeded; true when absent.' })
  enqueue?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'The queue of tasks that name none; that of their kind of work when absent: default for commands, lab for steps.' })
  queueId?: string | null;

  @Field(() => Int, { nullable: true, description: 'Priority of its tasks in their queues; 0 when absent.' })
  priority?: number | null;
}

/** What to run as the engine checks it, without whether to enqueue it. Throws INVALID for ids and specs that are none; `definition` reads the definition. */
export function runOf(input: CreateRunInput, definition: (given: DefinitionInput) => object = definitionOf): Omit<EngineInput, 'enqueue'> {
  return {
    workflowId: optionalId(input.workflowId, 'Workflow', ['workflowId']),
    version: input.version ?? undefined,
    definition: input.definition ? definition(input.definition) : undefined,
    name: input.name ?? undefined,
    projectId: optionalId(input.projectId, 'Project', ['projectId']),
    inputs: input.inputs ?? undefined,
    samples: input.samples ?? undefined,
    queueId: optionalId(input.queueId, 'Queue', ['queueId']),
    priority: input.priority ?? undefined,
  };
}
