// Tags as calls give them.
import { ClearmlError } from './clearml-error.ts';

/** Beginning of what is an operator in a list of tags to look for, and so no tag. */
const RESERVED = '__$';

/** Throws FIELD_VALUES for a tag that could not be looked for. */
export function requirePlainTags(...lists: readonly (readonly string[] | undefined)[]): void {
  const tag = lists.flatMap((tags) => tags ?? []).find((each) => each.startsWith(RESERVED));
  if (tag !== undefined) throw new ClearmlError('FIELD_VALUES', `tags: ${tag.slice(0, 100)} begins with ${RESERVED}, which is reserved: choose another tag`);
}
