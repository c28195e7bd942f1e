// A change of what a task is made of: members that are given take effect, absent ones stay.
import { invalid, optional, textAt, wordAt, type InputPath } from '../../input/check.ts';
import type { TaskStatus } from '../status.ts';
import { TASK_STATUSES } from '../status.ts';
import type { JsonObject } from '../task-doc.ts';
import { TASK_TYPES, type TaskType } from '../task-type.ts';
import type { Artifact } from './artifact.ts';
import { artifactsAt } from './artifact-input.ts';
import { configurationAt } from './configuration.ts';
import { CONTENT_LIMITS } from './content-limits.ts';
import { anyObjectAt, anyTextAt, contentKeyAt, objectEntriesAt } from './content-reading.ts';
import { executionAt, outputAt } from './execution-input.ts';
import { hyperparamsAt } from './hyperparams.ts';
import { scriptAt } from './script.ts';
import { tagsAt } from './tag-rule.ts';
import type { NamedModel } from './task-model.ts';
import { namedModelsAt } from './task-model-input.ts';

/** The members; `script`, `execution` and `output` are laid over what is there, the others take its place. */
export interface ContentPatch {
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly systemTags?: readonly string[];
  readonly type?: TaskType;
  readonly comment?: string;
  /** Null = the root project. */
  readonly projectId?: string | null;
  /** Null = none. */
  readonly parentId?: string | null;
  readonly status?: TaskStatus;
  readonly statusMessage?: string;
  /** The queue that an enqueue without one takes; no effect while the task waits in one. */
  readonly queueId?: string;
  readonly script?: JsonObject;
  readonly execution?: JsonObject;
  readonly output?: JsonObject;
  readonly hyperparams?: JsonObject;
  readonly configuration?: JsonObject;
  readonly runtime?: JsonObject;
  readonly container?: JsonObject;
  readonly artifacts?: readonly Artifact[];
  readonly inputModels?: readonly NamedModel[];
  readonly outputModels?: readonly NamedModel[];
  /** Older forms: parameters without sections, descriptions of models, the container as a line. */
  readonly legacyParameters?: JsonObject;
  readonly legacyModelDescription?: JsonObject;
  readonly dockerCommand?: string;
}

/** A patch as it comes: nothing in it is known to be right; undefined is absent. */
export type ContentPatchInput = { readonly [member in keyof ContentPatch]?: unknown };

/** Longest message of a status. */
export const MAX_STATUS_TEXT = 10_000;

const READ: { readonly [member in keyof Required<ContentPatch>]: (value: unknown, path: InputPath) => ContentPatch[member] } = {
  name: taskNameAt,
  tags: tagsAt,
  systemTags: tagsAt,
  type: (value, path) => wordAt(value, path, TASK_TYPES),
  comment: (value, path) => anyTextAt(value, path, CONTENT_LIMITS.comment),
  projectId: idOrNullAt,
  parentId: idOrNullAt,
  status: (value, path) => wordAt(value, path, TASK_STATUSES),
  statusMessage: (value, path) => anyTextAt(value, path, MAX_STATUS_TEXT),
  queueId: (value, path) => textAt(value, path, { max: CONTENT_LIMITS.key }),
  script: scriptAt,
  execution: executionAt,
  output: outputAt,
  hyperparams: hyperparamsAt,
  configuration: configurationAt,
  runtime: anyObjectAt,
  container: containerAt,
  artifacts: artifactsAt,
  inputModels: namedModelsAt,
  outputModels: namedModelsAt,
  legacyParameters: legacyAt,
  legacyModelDescription: legacyAt,
  dockerCommand: (value, path) => anyTextAt(value, path),
};

/** The checked patch; throws INVALID with the place of the fault. */
export function contentPatchAt(input: ContentPatchInput, path: InputPath = []): ContentPatch {
  const members = Object.keys(READ) as (keyof ContentPatch)[];
  return Object.fromEntries(members.flatMap((member) => (input[member] === undefined ? [] : [[member, READ[member](input[member], [...path, member])]])));
}

/** The name of a task: trimmed, without control characters. */
export function taskNameAt(value: unknown, path: InputPath): string {
  if (typeof value !== 'string') invalid(path, 'must be a text');
  return textAt(value.trim(), path, { min: 1, max: CONTENT_LIMITS.name, pattern: /^[^\p{Cc}]*$/u, form: 'free of control characters' });
}

function idOrNullAt(value: unknown, path: InputPath): string | null {
  return optional(value, (id) => textAt(id, path, { max: CONTENT_LIMITS.key }), null);
}

function containerAt(value: unknown, path: InputPath): JsonObject {
  objectEntriesAt(value, path);
  const container = anyObjectAt(value, path);
  for (const [key, inner] of Object.entries(container)) if (inner !== null) anyTextAt(inner, [...path, contentKeyAt(key, [...path, key])]);
  return Object.fromEntries(Object.entries(container).map(([key, inner]) => [key.trim(), inner]));
}

function legacyAt(value: unknown, path: InputPath): JsonObject {
  return Object.fromEntries(Object.entries(anyObjectAt(value, path)).map(([key, inner]) => [contentKeyAt(key, [...path, key]), inner]));
}
