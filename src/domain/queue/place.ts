// Where in a queue something is to stand, as people say it.
import { isUuid } from '../uuid.ts';
import { integerAt, invalid, objectAt, wordAt, type InputPath } from '../input/check.ts';

/**
 * A place in a line, which is always the line without what is put there: at one of its ends, next to an item by id, or so
 * that `index` items stand before it (0 is the front; an index beyond the end is the end).
 */
export type Place = { readonly at: 'FRONT' | 'BACK' } | { readonly before: string } | { readonly after: string } | { readonly index: number };

/** Highest index of a place: counting so far takes tens of milliseconds. */
export const MAX_INDEX = 1_000_000;

/** The end of the line, where everything goes that names no place. */
export const BACK: Place = { at: 'BACK' };

/** A place from outside: exactly one of `at`, `before`, `after` and `index`; throws INVALID with the fault's own path. */
export function placeAt(value: unknown, path: InputPath): Place {
  const given = objectAt(value, path, ['at', 'before', 'after', 'index']);
  const said = Object.entries(given).filter(([, part]) => part !== undefined && part !== null);
  if (said.length !== 1) invalid(path, 'give exactly one of at, before, after and index');
  const [key, part] = said[0]!;
  const own = [...path, key];
  switch (key) {
    case 'at':
      return { at: wordAt(part, own, ['FRONT', 'BACK'] as const) };
    case 'index':
      return { index: integerAt(part, own, { min: 0, max: MAX_INDEX }) };
    default:
      return key === 'before' ? { before: itemIdAt(part, own) } : { after: itemIdAt(part, own) };
  }
}

/** The item next to which the place is; null when the place names none. */
export function anchorOf(place: Place): string | null {
  if ('before' in place) return place.before;
  return 'after' in place ? place.after : null;
}

/** The id of an item from outside, in the form of an id; whether it waits anywhere is another question. */
export function itemIdAt(value: unknown, path: InputPath): string {
  if (typeof value !== 'string' || !isUuid(value)) invalid(path, 'must be the id of an item');
  return value;
}
