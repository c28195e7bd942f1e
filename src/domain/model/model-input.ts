// What models are made of as it comes from outside.
import { jsonObjectAt, listAt, optional, textAt, type InputPath } from '../input/check.ts';
import type { JsonObject } from '../task/task-doc.ts';
import type { Model } from './model.ts';

/** Limits of a model, in characters; lists in entries. A page of models may hold hundreds of each. */
export const MODEL_LIMITS = { name: 1_000, uri: 8_192, framework: 255, comment: 65_536, json: 1_048_576, tags: 100, tag: 255 } as const;

/** The parts of a model that are written; what is absent or null is not given. */
export interface ModelParts {
  readonly name?: string | null | undefined;
  readonly uri?: string | null | undefined;
  readonly framework?: string | null | undefined;
  readonly labels?: object | null | undefined;
  readonly design?: object | null | undefined;
  readonly metadata?: object | null | undefined;
  readonly comment?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly systemTags?: readonly string[] | null | undefined;
  readonly ready?: boolean | null | undefined;
}

/** Parts that have been checked; others than those given are absent. */
export type CheckedModelParts = Partial<Pick<Model, 'name' | 'uri' | 'framework' | 'labels' | 'design' | 'metadata' | 'comment' | 'tags' | 'systemTags' | 'ready'>>;

/** Checks the parts of a model; throws INVALID with the place. Names are trimmed and not empty, tags are sorted and each there once. */
export function modelPartsAt(given: ModelParts): CheckedModelParts {
  const text = (key: 'uri' | 'framework' | 'comment') => optional(given[key], (value) => ({ [key]: textAt(value, [key], { max: MODEL_LIMITS[key] }) }), {});
  const json = (key: 'labels' | 'design' | 'metadata') => optional(given[key], (value) => ({ [key]: jsonObjectAt(value, [key], { max: MODEL_LIMITS.json }) as JsonObject }), {});
  const tags = (key: 'tags' | 'systemTags') => optional(given[key], (value) => ({ [key]: tagsAt(value, [key]) }), {});
  return {
    ...optional(given.name, (value) => ({ name: textAt(String(value).trim(), ['name'], { min: 1, max: MODEL_LIMITS.name }) }), {}),
    ...text('uri'), ...text('framework'), ...text('comment'), ...json('labels'), ...json('design'), ...json('metadata'), ...tags('tags'), ...tags('systemTags'),
    ...optional(given.ready, (value) => ({ ready: value === true }), {}),
  };
}

/** The parts in which a model would become another one. */
export function changedParts(model: Model, parts: CheckedModelParts): readonly (keyof CheckedModelParts)[] {
  return (Object.keys(parts) as (keyof CheckedModelParts)[]).filter((key) => JSON.stringify(parts[key]) !== JSON.stringify(model[key]));
}

function tagsAt(value: unknown, path: InputPath): readonly string[] {
  const tags = listAt(value, path, { max: MODEL_LIMITS.tags, entry: (tag, at) => textAt(tag, at, { min: 1, max: MODEL_LIMITS.tag }) });
  return [...new Set(tags)].toSorted();
}
