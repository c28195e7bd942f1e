// Creating runs: from a saved workflow, or from a definition given with the call.
import { invalid } from '../../domain/input/check.ts';
import { definitionAt } from '../../domain/input/definition-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { runSamplesAt, withSamples } from '../../domain/run/run-samples.ts';
import { requireDefinition } from '../check/definition-check.ts';
import { runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { requirePlace } from '../place-check.ts';
import { activate } from './run-activation.ts';
import { runFieldsAt, type CreateRunInput } from './run-input.ts';
import { givenSource, savedSource, sourcePathOf } from './run-source.ts';

export type { CreateRunInput } from './run-input.ts';

/** Creates a run with its tasks; with `enqueue` those that need nothing enter their queues. Errors: INVALID (also for decks and methods that are not known), NOT_FOUND. */
export async function createRun(engine: Engine, context: CommandContext, input: CreateRunInput): Promise<CommandOutcome> {
  const { name, ...fields } = runFieldsAt(input);
  const samples = runSamplesAt(input.samples, ['samples']);
  const given = input.definition == null ? null : definitionAt(input.definition, ['definition']);
  if (typeof input.enqueue !== 'boolean') invalid(['enqueue'], 'must be true or false');
  return runCommand(engine, context, {
    op: 'createRun',
    input,
    body: async (work) => {
      const source = given ? await givenSource(work, given, input.projectId) : await savedSource(work.tx, input, (found) => requirePlace(work, found, found));
      const { definition, sourcePaths } = withSamples(source.definition, samples);
      if (definition.tasks.some(({ spec }) => spec.kind === 'graph')) invalid(sourcePathOf(input), 'is of a deployment, which says what its graphs are given: call it by runDeployment');
      await requireDefinition(work.tx, definition, { path: sourcePathOf(input), sourcePaths });
      return activate(work, { ...source, ...fields, deploymentId: null, definition, name: name ?? source.name, queueId: input.queueId, enqueue: input.enqueue, clonedFrom: null });
    },
  });
}
