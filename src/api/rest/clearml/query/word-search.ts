// `search_text`: words, one of which is found in one of the fields.
import type { Filter } from '../../../../domain/filter/filter.ts';
import { ClearmlError } from '../clearml-error.ts';
import { storable } from './list-operators.ts';
import { fieldNamed, type QuerySheet } from './query-field.ts';

/** Most words that are searched for; each is looked for in every field. */
export const MAX_SEARCH_WORDS = 20;
/** Longest text to search for, in characters. */
export const MAX_SEARCH_TEXT = 1_000;

/** One part for each word and field; a row is found when one holds, and comes the earlier the more do. Throws VALIDATION. */
export function wordParts(sheet: QuerySheet, given: unknown): readonly Filter[] {
  if (typeof given !== 'string') throw new ClearmlError('VALIDATION', 'Validation error: search_text: must be a string');
  if (given.length > MAX_SEARCH_TEXT) throw new ClearmlError('VALIDATION', `Validation error: search_text: at most ${MAX_SEARCH_TEXT} characters`);
  const words = [...new Set(storable(given).toLowerCase().split(/[\s"]+/).filter((word) => word !== ''))].slice(0, MAX_SEARCH_WORDS);
  return words.flatMap((value) => sheet.searched.flatMap((name): readonly Filter[] => {
    const field = fieldNamed(sheet, name);
    if (field === null) return [];
    const path = field.text ?? field.path;
    const part = { kind: 'text', path, op: 'contains', value, ignoreCase: true } as const;
    return [field.type === 'texts' || field.type === 'idTexts' ? { kind: 'entry', path, part } : part];
  }));
}
