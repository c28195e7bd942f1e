// Closed sets of decks.
import { VALUE_TYPES } from '../../../domain/deck/deck.ts';
import { stringEnum } from '../string-enum.ts';

/** Types of arguments and results. */
export const ValueTypeEnum = stringEnum('ValueType', VALUE_TYPES, {
  description: 'The type of an argument or of a result.',
  asWritten: true,
  values: { int: 'A whole number.', float: 'A number.', bool: 'True or false.', str: 'A text.', list: 'A list of JSON values.', dict: 'A JSON object.', any: 'Any JSON value.' },
});
