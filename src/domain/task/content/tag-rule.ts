// Tags of tasks: how many, how long, which of them are not for people, and how an older client mixed both kinds.
import { DomainError } from '../../errors.ts';
import { listAt, textAt, type InputPath } from '../../input/check.ts';
import { CONTENT_LIMITS } from './content-limits.ts';

/** Beginning of words that queries keep for themselves. */
export const RESERVED_TAG = '__$';
/** System tag of a task that is kept out of sight. */
export const ARCHIVED_TAG = 'archived';
/** System tag of a task that somebody runs on his own machine while he writes it. */
export const DEVELOPMENT_TAG = 'development';

const SYSTEM_WORDS: ReadonlySet<string> = new Set(['active', ARCHIVED_TAG, DEVELOPMENT_TAG]);

/** The first tag that nobody may give; null when there is none. */
export function reservedTag(tags: readonly string[]): string | null {
  return tags.find((tag) => tag.startsWith(RESERVED_TAG)) ?? null;
}

/** Tags as they are kept: each once, in order. Throws INVALID for reserved, empty and overlong ones, and too many. */
export function tagsAt(value: unknown, path: InputPath): readonly string[] {
  const tags = listAt(value, path, { max: CONTENT_LIMITS.tags, entry: (tag, at) => textAt(tag, at, { min: 1, max: CONTENT_LIMITS.tag }) });
  const reserved = reservedTag(tags);
  if (reserved !== null) throw new DomainError('INVALID', `${path.join('.')}: ${reserved.slice(0, CONTENT_LIMITS.tag)} begins with ${RESERVED_TAG}, which is kept for queries; choose another tag`, { path });
  return sortedTags(tags);
}

/** Each tag once, in order. */
export function sortedTags(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)].sort();
}

/** Tags with some put in and others taken out. */
export function retagged(tags: readonly string[], change: { readonly add: readonly string[]; readonly remove: readonly string[] }): readonly string[] {
  const gone = new Set(change.remove);
  return sortedTags([...tags.filter((tag) => !gone.has(tag)), ...change.add]);
}

/** Whether a tag of a task is one that programs give and read; also with a minus before it, as in queries. */
export function isSystemTag(tag: string): boolean {
  const word = tag.startsWith('-') ? tag.slice(1) : tag;
  return SYSTEM_WORDS.has(word) || word.toLowerCase().startsWith('annotat');
}

/** The two kinds of tags of a list in which older clients mixed them. */
export function separatedTags(mixed: readonly string[]): { readonly tags: readonly string[]; readonly systemTags: readonly string[] } {
  return { tags: mixed.filter((tag) => !isSystemTag(tag)), systemTags: mixed.filter(isSystemTag) };
}
