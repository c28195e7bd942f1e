// Making models public, so that nobody may change them, and private again.
import { DomainError } from '../../domain/errors.ts';
import { listAt, textAt } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { lockModels, writeModel } from '../../store/write/experiment/model.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { requireId } from '../found.ts';
import { notFound } from '../not-found.ts';
import { requirePlace } from '../place-check.ts';
import { emitModel } from './model-events.ts';

/** Most models of one command. */
export const MAX_MODELS = 1_000;

/** Which models, and what they become. */
export interface PublicModelsInput {
  readonly modelIds: readonly string[];
  readonly isPublic: boolean;
}

/** Makes all of the models public or private, or none of them. Errors: INVALID, NOT_FOUND when one of them is not there, or is so already. */
export async function setModelsPublic(engine: Engine, context: CommandContext, { modelIds, isPublic }: PublicModelsInput): Promise<CommandOutcome> {
  const path = ['modelId'];
  const ids = [...new Set(listAt(modelIds, ['modelIds'], { max: MAX_MODELS, entry: (id, at) => requireId('model', textAt(id, at, { max: 100 }), path) }))].toSorted();
  if (ids.length === 0) throw new DomainError('INVALID', 'modelIds: name at least one model', { path: ['modelIds'] });
  return runCommand(engine, context, {
    op: 'setModelsPublic',
    input: { modelIds: ids, isPublic },
    body: async (work) => {
      const models = await lockModels(work.tx, ids);
      for (const id of ids) {
        const model = models.find((each) => each.id === id);
        if (model === undefined || model.isPublic === isPublic) return notFound(`${isPublic ? 'private' : 'public'} model`, id, path);
        await requirePlace(work, { projectId: model.projectId }, { noun: 'model', id, path });
      }
      for (const model of models) {
        await writeModel(work.tx, { ...model, isPublic });
        emitModel(work, 'model.edited', { model });
      }
      return accepted(ids[0]!);
    },
  });
}
