// Models of a task: put under a name, and taken away.
import { DomainError } from '../../../domain/errors.ts';
import { integerAt, optional } from '../../../domain/input/check.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { contentKeyAt } from '../../../domain/task/content/content-reading.ts';
import { CONTENT_LIMITS } from '../../../domain/task/content/content-limits.ts';
import { decidePartEdit } from '../../../domain/task/content/edit-rule.ts';
import { someAt } from '../../../domain/task/content/hyperparams.ts';
import { kindAt, taskModelNamesAt } from '../../../domain/task/content/task-model-input.ts';
import { countTaskModels, deleteTaskModels, putTaskModel } from '../../../store/write/experiment/task-model.store.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { changeList } from './change-list.ts';
import { requireModels } from './content-reference.ts';

/** A model under a name, with the iteration that it is of. */
export interface PutTaskModelInput {
  readonly taskId: string;
  readonly kind: unknown;
  readonly name: unknown;
  readonly modelId: string;
  readonly iteration?: number | undefined;
}

/** Adds the model, or replaces the one of that name. Refused with NOT_DRAFT unless the task is created or in progress. Errors: INVALID, LIMIT_EXCEEDED, NOT_FOUND (`taskId`, `modelId`), FORBIDDEN. */
export function putModelOfTask(engine: Engine, context: CommandContext, input: PutTaskModelInput): Promise<CommandOutcome> {
  const { taskId, modelId } = input;
  const name = contentKeyAt(input.name, ['name']);
  const kind = kindAt(input.kind, ['kind']);
  const iteration = optional(input.iteration, (value) => integerAt(value, ['iteration'], { min: 0, max: Number.MAX_SAFE_INTEGER }), null);
  return changeList(engine, context, {
    op: 'putTaskModel', part: 'models', input: { taskId, name, kind, modelId, iteration }, iteration,
    verdict: (status) => decidePartEdit(status, { force: true }),
    require: (work) => requireModels(work, [modelId]),
    change: async (tx, of) => {
      await putTaskModel(tx, of, { kind, name, modelId });
      const n = await countTaskModels(tx, of, kind);
      if (n > CONTENT_LIMITS.models) throw new DomainError('LIMIT_EXCEEDED', `a task names at most ${CONTENT_LIMITS.models} ${kind} models: delete some first`, { path: ['name'] });
      return 1;
    },
  });
}

/** Takes models from a task; they do not go away for that. Nothing happens when none of them is there. Refused as `putModelOfTask`. Errors: INVALID, NOT_FOUND, FORBIDDEN. */
export function deleteModelsOfTask(engine: Engine, context: CommandContext, input: { readonly taskId: string; readonly names: unknown }): Promise<CommandOutcome> {
  const { taskId } = input;
  const names = someAt(taskModelNamesAt(input.names, ['names']), ['names']);
  return changeList(engine, context, {
    op: 'deleteTaskModels', part: 'models', input: { taskId, names },
    verdict: (status) => decidePartEdit(status, { force: true }),
    change: (tx, of) => deleteTaskModels(tx, of, names),
  });
}
