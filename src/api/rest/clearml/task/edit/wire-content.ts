// From a request to what is to be written, by the version of its caller: older ones have other places for the same things.
import type { ContentPatchInput } from '../../../../../domain/task/content/content-patch.ts';
import { reservedTag, separatedTags } from '../../../../../domain/task/content/tag-rule.ts';
import { ONLY_MODEL_NAME } from '../../../../../domain/task/content/task-model.ts';
import { isAtLeast, type ApiVersion } from '../../api-version.ts';
import { ClearmlError, type ClearmlCode } from '../../clearml-error.ts';
import { requireUuid } from '../../wire-id.ts';
import type { WireContent } from './content-shape.ts';

/** Shortest name of a task in this dialect, once trimmed. */
export const MIN_TASK_NAME = 3;

/** The patch of a request. Throws DATA_VALIDATION for a name that is too short, FIELD_VALUES for reserved tags, and the code of its kind for an id that can be none. */
export function patchOfWire(given: WireContent, { version, project }: { readonly version: ApiVersion; readonly project: ClearmlCode }): ContentPatchInput {
  const { type, comment, script, hyperparams, configuration, runtime, status, status_message: statusMessage } = given;
  return {
    name: given.name === undefined ? undefined : requireName(given.name),
    ...tagsOf(given, version),
    type, comment, script, hyperparams, configuration, runtime, status, statusMessage,
    projectId: given.project === undefined ? undefined : requireUuid(given.project, project),
    parentId: given.parent === undefined ? undefined : requireUuid(given.parent, 'FIELD_VALUES'),
    output: outputOf(given),
    ...executionOf(given, version),
    ...modelsOf(given),
  };
}

/** A name; throws DATA_VALIDATION when it is too short. */
export function requireName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length < MIN_TASK_NAME) throw new ClearmlError('DATA_VALIDATION', `Data validation error: name must have at least ${MIN_TASK_NAME} characters: name=${trimmed}`);
  return trimmed;
}

/** Both kinds of tags; callers of before 2.3 mix them. Throws FIELD_VALUES. */
export function tagsOf({ tags, system_tags: systemTags }: Pick<WireContent, 'tags' | 'system_tags'>, version: ApiVersion): Pick<ContentPatchInput, 'tags' | 'systemTags'> {
  const reserved = reservedTag([...(tags ?? []), ...(systemTags ?? [])]);
  if (reserved !== null) throw new ClearmlError('FIELD_VALUES', `Value error in fields: a tag must not begin with __$: tag=${reserved.slice(0, 100)}`);
  if (tags === undefined || systemTags !== undefined || isAtLeast(version, '2.3')) return { tags, systemTags };
  const separate = separatedTags(tags);
  return { tags: separate.tags, systemTags: separate.systemTags };
}

/** Models of one kind as they are written here; throws INVALID_MODEL_ID. */
export function namedModels(models: readonly { readonly name: string; readonly model: string }[] | undefined): readonly object[] | undefined {
  return models?.map(({ name, model }) => ({ name, modelId: requireUuid(model, 'INVALID_MODEL_ID') }));
}

/** What the older fields of an execution mean. Empty parameters are nothing to callers who know of hyperparameters, and none at all to the others. */
export function executionOf({ execution, container }: Pick<WireContent, 'execution' | 'container'>, version: ApiVersion): ContentPatchInput {
  if (execution === undefined) return { container };
  const { queue, parameters, model_desc: description, artifacts, docker_cmd: dockerCommand, ...rest } = execution;
  const isOld = !isAtLeast(version, '2.13');
  const meant = (object: object | undefined) => (object !== undefined && (Object.keys(object).length > 0 || !isAtLeast(version, '2.9')) ? object : undefined);
  return {
    container, artifacts,
    queueId: queue === undefined ? undefined : requireUuid(queue, 'INVALID_QUEUE_ID'),
    execution: { ...rest, ...(isOld ? {} : { docker_cmd: dockerCommand }) },
    legacyParameters: meant(parameters), legacyModelDescription: meant(description),
    dockerCommand: isOld && container === undefined ? dockerCommand : undefined,
  };
}

function outputOf({ output, output_dest: destination }: WireContent): object | undefined {
  if (output === undefined && destination === undefined) return undefined;
  return { ...output, ...(destination === undefined ? {} : { destination }) };
}

/** Where there could be one model of each kind only, it has the one name. */
function modelsOf({ models, execution, output }: WireContent): Pick<ContentPatchInput, 'inputModels' | 'outputModels'> {
  const only = (kind: 'input' | 'output', model: string | undefined) => (model === undefined ? undefined : namedModels([{ name: ONLY_MODEL_NAME[kind], model }]));
  return { inputModels: namedModels(models?.input) ?? only('input', execution?.model), outputModels: namedModels(models?.output) ?? only('output', output?.model) };
}
