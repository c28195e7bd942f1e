// Reading lists of tags.
import { listAt, textAt, type InputPath } from './check.ts';

/** Most tags of one thing, and the longest one in characters. */
export const TAG_LIST_LIMITS = { count: 100, length: 255 } as const;

/** Tags, each once, in alphabetical order; throws INVALID for empty and for too many ones. */
export function tagListAt(value: unknown, path: InputPath): readonly string[] {
  const tags = listAt(value, path, { max: TAG_LIST_LIMITS.count, entry: (tag, place) => textAt(tag, place, { min: 1, max: TAG_LIST_LIMITS.length }) });
  return [...new Set(tags)].toSorted();
}

/** Whether two lists hold the same tags in the same order. */
export function sameTags(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((tag, i) => tag === others[i]);
}
