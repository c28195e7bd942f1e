// `order_by`: names of fields, each with a minus before it when its greatest comes first.
import type { Filter } from '../../../../domain/filter/filter.ts';
import type { SearchOrder } from '../../../../domain/filter/search.ts';
import { ClearmlError } from '../clearml-error.ts';
import { textsOrNulls } from './list-operators.ts';
import { fieldNamed, type QuerySheet } from './query-field.ts';

/** Most keys of an order; rows that are alike in so many are ordered by their creation. */
export const MAX_ORDER_KEYS = 20;
const SCORE = '@text_score';

/** The order; names that there are not are passed over. `words` are the parts of the text that is searched for. Throws VALIDATION and FIELD_VALUES. */
export function readOrder(sheet: QuerySheet, given: unknown, words: readonly Filter[] | null): readonly SearchOrder[] {
  if (given == null) return [];
  return textsOrNulls('order_by', given).slice(0, MAX_ORDER_KEYS).flatMap((each): readonly SearchOrder[] => {
    const descending = each?.startsWith('-') === true;
    const name = each?.replace(/^[-+]/, '') ?? '';
    if (name === SCORE) return [{ kind: 'score', parts: words ?? withoutText() }];
    const field = fieldNamed(sheet, name);
    return field === null ? [] : [{ kind: 'field', path: field.path, descending, ...(field.isNumeric === true ? { isNumeric: true } : {}) }];
  });
}

function withoutText(): never {
  throw new ClearmlError('FIELD_VALUES', `Field value error: order_by: ${SCORE} needs search_text`);
}
