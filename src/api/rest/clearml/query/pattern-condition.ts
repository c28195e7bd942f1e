// Patterns as conditions: found anywhere in a text, in a language without a way back.
import { DomainError } from '../../../../domain/errors.ts';
import type { Filter } from '../../../../domain/filter/filter.ts';
import { pythonPattern } from '../../../../domain/filter/python-pattern.ts';
import { ClearmlError } from '../clearml-error.ts';
import { storable } from './list-operators.ts';
import type { QueryField } from './query-field.ts';

/** A pattern that was read; make it once for all the fields it is looked for in. */
export interface ReadPattern {
  readonly pattern: string;
  readonly ignoreCase: boolean;
}

/** Reads a pattern. Throws VALIDATION for what is no text, INVALID_REGEX for what is no pattern or one that only engines that go back can find. */
export function readPattern(name: string, given: unknown, ignoreCase: boolean): ReadPattern {
  if (typeof given !== 'string') throw new ClearmlError('VALIDATION', `Validation error: ${name}: must be a string`);
  try {
    const read = pythonPattern(storable(given), [name]);
    return { pattern: read.pattern, ignoreCase: ignoreCase || read.ignoreCase };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new ClearmlError('INVALID_REGEX', `Invalid regular expression: ${error.message}`, { cause: error });
  }
}

/** That the pattern is found in the field, or in one of its texts; nothing where a pattern cannot look. */
export function patternCondition(field: QueryField, { pattern, ignoreCase }: ReadPattern): Filter | null {
  const path = field.text ?? field.path;
  if (field.type === 'texts' || field.type === 'idTexts') return { kind: 'entry', path, part: { kind: 'regex', path, pattern, ignoreCase } };
  if (field.text === undefined && field.type !== 'text' && field.type !== 'word') return null;
  return { kind: 'regex', path, pattern, ignoreCase };
}
