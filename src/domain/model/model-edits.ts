// Changes of a model's lists, entry by entry: what one caller adds and another takes away at the same time both count.
import { jsonObjectAt, listAt, optional, textAt, type InputPath } from '../input/check.ts';
import type { JsonObject } from '../task/task-doc.ts';
import { type CheckedModelParts, MODEL_LIMITS, modelPartsAt } from './model-input.ts';
import type { Model } from './model.ts';

/** Tags to give and to take, and facts to write and to forget; what is absent changes nothing. */
export interface ModelEdits {
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
  readonly addSystemTags?: readonly string[] | undefined;
  readonly removeSystemTags?: readonly string[] | undefined;
  readonly setMetadata?: object | undefined;
  readonly removeMetadata?: readonly string[] | undefined;
  /** Forgets all facts before any are written. */
  readonly replaceMetadata?: boolean | undefined;
}

/** Throws INVALID for edits that no model could take. */
export function requireEdits(edits: ModelEdits): void {
  for (const key of ['addTags', 'removeTags', 'addSystemTags', 'removeSystemTags', 'removeMetadata'] as const) optional(edits[key], (value) => textsAt(value, [key]), null);
  optional(edits.setMetadata, (value) => jsonObjectAt(value, ['setMetadata'], { max: MODEL_LIMITS.json }), null);
}

/** The parts of the model that the edits change. Throws INVALID when it would have more of something than models have. */
export function editedParts(model: Pick<Model, 'tags' | 'systemTags' | 'metadata'>, edits: ModelEdits): CheckedModelParts {
  const { addTags, removeTags, addSystemTags, removeSystemTags, setMetadata, removeMetadata, replaceMetadata = false } = edits;
  return modelPartsAt({
    ...(addTags ?? removeTags ? { tags: withChange(model.tags, addTags, removeTags) } : {}),
    ...(addSystemTags ?? removeSystemTags ? { systemTags: withChange(model.systemTags, addSystemTags, removeSystemTags) } : {}),
    ...(replaceMetadata || setMetadata || removeMetadata ? { metadata: metadataAfter(replaceMetadata ? {} : model.metadata, setMetadata, removeMetadata) } : {}),
  });
}

function withChange(tags: readonly string[], add: readonly string[] = [], remove: readonly string[] = []): readonly string[] {
  const gone = new Set(remove);
  return [...tags.filter((tag) => !gone.has(tag)), ...add];
}

// Keys are anything, `__proto__` too, which an assignment would take for something else.
function metadataAfter(metadata: JsonObject, set: object = {}, remove: readonly string[] = []): JsonObject {
  const gone = new Set(remove);
  return Object.fromEntries([...Object.entries(metadata), ...Object.entries(set)].filter(([key]) => !gone.has(key)));
}

function textsAt(value: unknown, path: InputPath): readonly string[] {
  return listAt(value, path, { max: MODEL_LIMITS.tags, entry: (text, at) => textAt(text, at, { max: MODEL_LIMITS.name }) });
}
