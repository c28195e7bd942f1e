// What a task is executed with, in the shapes of all versions: members that moved elsewhere stand here for those who know no better.
import { dockerCommandOf, legacyParametersOf, modelDescriptionOf } from '../../../../../domain/task/content/legacy-content.ts';
import type { JsonObject } from '../../../../../domain/task/task-doc.ts';
import { type ApiVersion, isAtLeast } from '../../api-version.ts';
import { wireId } from '../../wire-id.ts';
import type { ViewField } from '../../view/entity-view.ts';
import type { ShownTask } from './task-row.ts';

/** `execution`. */
export const executionField: ViewField<ShownTask> = {
  columns: (version) => ['queueId', 'execution', 'artifacts', ...(isAtLeast(version, '2.9') ? [] : ['hyperparams', 'configuration']), ...(isAtLeast(version, '2.13') ? [] : ['inputModels', 'container'])],
  parts: {
    queue: ['queueId'], artifacts: ['artifacts'], framework: ['execution'], model_labels: ['execution'],
    parameters: (version) => ['execution', ...(isAtLeast(version, '2.9') ? [] : ['hyperparams'])],
    model_desc: (version) => ['execution', ...(isAtLeast(version, '2.9') ? [] : ['configuration'])],
    docker_cmd: (version) => ['execution', ...(isAtLeast(version, '2.13') ? [] : ['container'])],
    model: (version) => ['execution', ...(isAtLeast(version, '2.13') ? [] : ['inputModels'])],
  },
  show: (task, version) => ({
    ...task.execution,
    ...(task.queueId == null ? {} : { queue: wireId(task.queueId) }),
    parameters: { ...(task.execution?.['parameters'] as JsonObject | undefined), ...(isAtLeast(version, '2.9') ? {} : legacyParametersOf(task.hyperparams ?? {})) },
    ...(isAtLeast(version, '2.9') ? {} : legacyDescription(task)),
    ...(isAtLeast(version, '2.13') ? {} : { ...firstModel(task), ...dockerCommand(task.container) }),
    artifacts: task.artifacts ?? [],
  }),
};

/** `output`. */
export const outputField: ViewField<ShownTask> = {
  columns: (version) => ['output', ...(isAtLeast(version, '2.13') ? [] : ['outputModels'])],
  parts: { destination: ['output'], error: ['output'], result: ['output'] },
  show: (task, version) => ({ ...task.output, ...lastModel(task, version) }),
};

function legacyDescription(task: ShownTask): object {
  const found = modelDescriptionOf(task.configuration ?? {});
  const stored = task.execution?.['model_desc'] as JsonObject | undefined;
  return Object.keys(found).length === 0 && stored === undefined ? {} : { model_desc: { ...stored, ...found } };
}

function firstModel({ inputModels }: ShownTask): object {
  const first = inputModels?.[0];
  return first === undefined ? {} : { model: wireId(first.model) };
}

function lastModel({ outputModels }: ShownTask, version: ApiVersion): object {
  const last = isAtLeast(version, '2.13') ? undefined : outputModels?.at(-1);
  return last === undefined ? {} : { model: wireId(last.model) };
}

function dockerCommand(container: JsonObject | null | undefined): object {
  const line = dockerCommandOf(container ?? {});
  return line === null ? {} : { docker_cmd: line };
}
