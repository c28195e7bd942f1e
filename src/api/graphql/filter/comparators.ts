// Everything that the filter of a noun is made of, in one place: a noun uses most of it.
export { type EnumComparison, enumComparator, wordParts } from './enum-comparator.input.ts';
export { JOIN_WORDS, filterOfInput } from './filter-joins.ts';
export { flagParts, madeBy } from './flag-part.ts';
export { IdComparatorInput, idPart, idParts } from './id-comparator.input.ts';
export { IntComparatorInput, intParts } from './int-comparator.input.ts';
export { StringComparatorInput, textParts } from './string-comparator.input.ts';
export { TextListComparatorInput, allOf, textListParts } from './text-list-comparator.input.ts';
export { DateTimeComparatorInput, timeParts } from './time-comparator.input.ts';
