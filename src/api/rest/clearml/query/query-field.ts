// What a kind of thing can be asked by, under the names that callers have for it.
import type { FieldPath } from '../../../../domain/filter/filter.ts';
import { storable } from './list-operators.ts';

/** `id` is written in 32 digits and compared as UUID, `texts` is a list of texts, `idTexts` one of ids as they are written. */
export type QueryType = 'id' | 'text' | 'word' | 'texts' | 'idTexts' | 'time' | 'number' | 'integer' | 'flag';

/** One field: where it stands in the search's columns, and what it is. */
export interface QueryField {
  readonly type: QueryType;
  readonly path: FieldPath;
  /** Where patterns look, for what is no text itself: the column of the id as it is written. */
  readonly text?: FieldPath;
  /** Whether texts are ordered with the numbers in them as numbers. */
  readonly isNumeric?: boolean;
}

/** How one kind of thing is queried. Names are dotted, as in `execution.queue`. */
export interface QuerySheet {
  /** Every field with a name of its own. */
  readonly fields: { readonly [name: string]: QueryField };
  /** Fields whose names hold keys, by what stands before the first dot; null = there is none of these keys. */
  readonly families: { readonly [head: string]: (keys: readonly string[]) => QueryField | null };
  /** Fields that may be given a list with operators. */
  readonly lists: readonly string[];
  /** Heads of families whose fields may be given a list. */
  readonly listFamilies: readonly string[];
  /** Fields that may be given a pattern. */
  readonly patterns: readonly string[];
  /** Fields that may be given times with `>=`, `<` and the like. */
  readonly times: readonly string[];
  /** Fields that may be given the two ends of a range. */
  readonly ranges: readonly string[];
  /** Heads of families whose fields may be given the two ends of a range. */
  readonly rangeFamilies: readonly string[];
  /** Fields that `search_text` looks at. */
  readonly searched: readonly string[];
  /** What has this system tag is left out unless it is searched for, or one of these fields is given; null = nothing is. */
  readonly hidden: { readonly tag: string; readonly unless: readonly string[] } | null;
  /** The field whose values stand for their descendants, too, on demand. */
  readonly nested: string | null;
}

/** A sheet of which only what differs from an empty one is said. */
export function querySheet(sheet: Pick<QuerySheet, 'fields'> & Partial<QuerySheet>): QuerySheet {
  return { families: {}, lists: [], listFamilies: [], patterns: [], times: [], ranges: [], rangeFamilies: [], searched: [], hidden: null, nested: null, ...sheet };
}

/** The field of a dotted name; null when there is none. Signs that clients escape in keys are read as what they stand for. */
export function fieldNamed(sheet: QuerySheet, name: string): QueryField | null {
  if (Object.hasOwn(sheet.fields, name)) return sheet.fields[name]!;
  const head = familyOf(name);
  if (!Object.hasOwn(sheet.families, head)) return null;
  return sheet.families[head]!(name.slice(head.length + 1).split('.').map((key) => storable(key.replaceAll('%2E', '.').replaceAll('%24', '$'))));
}

/** What stands before the first dot of a name. */
export function familyOf(name: string): string {
  return name.split('.', 1)[0]!;
}
