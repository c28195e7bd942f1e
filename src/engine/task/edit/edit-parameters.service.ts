// Editing single hyperparameters and configurations of a task: read, changed and written under its lock.
import { invalid, optional, wordAt } from '../../../domain/input/check.ts';
import { configurationsAt, contentKeysAt, withConfigurations, withoutMembers } from '../../../domain/task/content/configuration.ts';
import { decidePartEdit, type EditAsked } from '../../../domain/task/content/edit-rule.ts';
import { PARAMETER_REPLACEMENTS, parameterNamesAt, parametersAt, withoutParameters, withParameters } from '../../../domain/task/content/hyperparams.ts';
import { docOf } from '../../../store/write/experiment/task-doc.store.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { carryOutEdit, type EditOutcome } from './carry-out-edit.ts';

/** Which task, and whether the caller insists. */
export interface PartEdit {
  readonly taskId: string;
  readonly force: boolean;
}

/** Puts parameters in; `replace`: what becomes of the others. Refused with NOT_DRAFT unless created, or in progress by force, or about properties only. Errors: INVALID, NOT_FOUND, FORBIDDEN. */
export function editParameters(engine: Engine, context: CommandContext, input: PartEdit & { readonly parameters: unknown; readonly replace?: unknown }): Promise<EditOutcome> {
  const { taskId, force } = input;
  const parameters = parametersAt(input.parameters, ['parameters']);
  const replace = optional(input.replace, (value) => wordAt(value, ['replace'], PARAMETER_REPLACEMENTS), 'none');
  const asked: EditAsked = { force, sections: parameters.map(({ section }) => section) };
  return carryOutEdit(engine, context, {
    op: 'editParameters',
    input: { taskId, force, parameters, replace },
    verdict: (status) => decidePartEdit(status, asked),
    patch: async ({ tx }) => ({ hyperparams: withParameters((await docOf(tx, taskId)).hyperparams, parameters, replace) }),
  });
}

/** Takes parameters or whole sections out; nothing happens when none of them is there. Refused and errors as for `editParameters`. */
export function deleteParameters(engine: Engine, context: CommandContext, input: PartEdit & { readonly names: unknown }): Promise<EditOutcome> {
  const { taskId, force } = input;
  const names = parameterNamesAt(input.names, ['names']);
  if (names.length === 0) invalid(['names'], 'must have at least one entry');
  const asked: EditAsked = { force, sections: names.map(({ section }) => section) };
  return carryOutEdit(engine, context, {
    op: 'editParameters',
    input: { taskId, force, names },
    verdict: (status) => decidePartEdit(status, asked),
    patch: async ({ tx }) => {
      const { left, changed } = withoutParameters((await docOf(tx, taskId)).hyperparams, names);
      return changed ? { hyperparams: left } : {};
    },
  });
}

/** Puts configurations in, in the place of all others if so wanted. Refused with NOT_DRAFT unless created, or in progress by force. Errors: INVALID, NOT_FOUND, FORBIDDEN. */
export function editConfiguration(engine: Engine, context: CommandContext, input: PartEdit & { readonly configuration: unknown; readonly replace: boolean }): Promise<EditOutcome> {
  const { taskId, force, replace } = input;
  const items = configurationsAt(input.configuration, ['configuration']);
  return carryOutEdit(engine, context, {
    op: 'editConfiguration',
    input: { taskId, force, items, replace },
    verdict: (status) => decidePartEdit(status, { force }),
    patch: async ({ tx }) => ({ configuration: withConfigurations((await docOf(tx, taskId)).configuration, items, { replace }) }),
  });
}

/** Takes configurations out; nothing happens when none of them is there. */
export function deleteConfiguration(engine: Engine, context: CommandContext, input: PartEdit & { readonly names: unknown }): Promise<EditOutcome> {
  const { taskId, force } = input;
  const names = contentKeysAt(input.names, ['names']);
  return carryOutEdit(engine, context, {
    op: 'editConfiguration',
    input: { taskId, force, names },
    verdict: (status) => decidePartEdit(status, { force }),
    patch: async ({ tx }) => {
      const { left, changed } = withoutMembers((await docOf(tx, taskId)).configuration, names);
      return changed ? { configuration: left } : {};
    },
  });
}
