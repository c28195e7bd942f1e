// Publishing models, and deleting them.
import { whyNotDeleted } from '../../domain/model/model-rule.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { useOfModel } from '../../store/write/experiment/made-models.store.ts';
import { deleteModels, setModelsReady } from '../../store/write/experiment/model.store.ts';
import { accepted, noop, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { emitModel } from './model-events.ts';
import { lockModel } from './model-lock.ts';

/** Publishes a model; one that is published already is a NOOP. Errors: NOT_FOUND, FORBIDDEN. */
export async function setModelReady(engine: Engine, context: CommandContext, input: { readonly modelId: string }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'setModelReady',
    input,
    body: async (work) => {
      const model = await lockModel(work, input.modelId);
      if (model.ready) return noop(model.id, 'ALREADY_SO');
      await setModelsReady(work.tx, [model.id]);
      emitModel(work, 'model.edited', { model, data: { ready: true } });
      return accepted(model.id);
    },
  });
}

/** Deletes a model, whatever needs it when forced; its file is the caller's to remove. Errors: NOT_FOUND, FORBIDDEN. */
export async function deleteModel(engine: Engine, context: CommandContext, input: { readonly modelId: string; readonly force?: boolean | undefined }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'deleteModel',
    input,
    body: async (work) => {
      const model = await lockModel(work, input.modelId);
      const why = whyNotDeleted(model, await useOfModel(work.tx, model.id), input.force ?? false);
      if (why !== null) return refused(model.id, why);
      await deleteModels(work.tx, [model.id]);
      emitModel(work, 'model.deleted', { model });
      return accepted(model.id);
    },
  });
}
