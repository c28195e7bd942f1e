// Changing models.
import { invalid } from '../../domain/input/check.ts';
import { editedParts, type ModelEdits, requireEdits } from '../../domain/model/model-edits.ts';
import { changedParts, modelPartsAt, type ModelParts } from '../../domain/model/model-input.ts';
import type { Model } from '../../domain/model/model.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { writeModel } from '../../store/write/experiment/model.store.ts';
import { markActivity } from '../../store/write/experiment/task-activity.store.ts';
import { accepted, noop, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { findProject } from '../found.ts';
import type { Work } from '../work.ts';
import { emitModel } from './model-events.ts';
import { lockModel, maker, requireParent } from './model-lock.ts';

/** What is to change; what is absent or null stays as it is. */
export interface EditModelInput extends ModelParts, ModelEdits {
  readonly modelId: string;
  readonly projectId?: string | undefined;
  readonly taskId?: string | undefined;
  readonly parentId?: string | undefined;
  /** How far its task has come, when it is known. */
  readonly iteration?: number | undefined;
}

/** Changes a model. Errors: INVALID, NOT_FOUND (model, project, task, parent), FORBIDDEN. */
export async function editModel(engine: Engine, context: CommandContext, input: EditModelInput): Promise<CommandOutcome> {
  const given = modelPartsAt(input);
  requireEdits(input);
  return runCommand(engine, context, {
    op: 'editModel',
    input,
    gate: 'REPORT',
    body: async (work) => {
      const task = await maker(work, input.taskId);
      const model = await lockModel(work, input.modelId);
      const parts = { ...given, ...editedParts(model, input) };
      const places = await placesOf(work, model, { input, task });
      const fields = [...changedParts(model, parts), ...(Object.keys(places) as (keyof typeof places)[]).filter((key) => places[key] !== model[key])];
      const changed = { ...model, ...parts, ...places };
      if (input.iteration !== undefined && changed.taskId !== null && !changed.taskDeleted) await markActivity(work.tx, { taskId: changed.taskId, isRun: true, changedBy: work.actorId, iteration: input.iteration });
      if (fields.length === 0) return noop(model.id, 'ALREADY_SO');
      await writeModel(work.tx, changed);
      emitModel(work, 'model.edited', { model: changed, data: changed.ready === model.ready ? {} : { ready: changed.ready } });
      return accepted(model.id);
    },
  });
}

/** Where it belongs afterwards, as far as that is given. */
async function placesOf(work: Work, model: Model, { input, task }: { input: EditModelInput; task: { readonly id: string } | undefined }): Promise<Partial<Pick<Model, 'projectId' | 'taskId' | 'taskDeleted' | 'parentId'>>> {
  if (input.projectId !== undefined) await findProject(work, input.projectId);
  if (input.parentId === model.id) invalid(['parentId'], 'a model is not made from itself: name another one');
  await requireParent(work, input.parentId);
  return {
    ...(input.projectId === undefined ? {} : { projectId: input.projectId }),
    ...(task === undefined ? {} : { taskId: task.id, taskDeleted: false }),
    ...(input.parentId === undefined ? {} : { parentId: input.parentId }),
  };
}
