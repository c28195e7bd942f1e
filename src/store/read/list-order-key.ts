// The columns that lists are ordered by.
import { foldedSql, timeSql } from './keyset.ts';
import type { OrderKey } from './noun-reads.ts';

/** The order of creation that most lists have: a number the database gave each row. */
export const CREATION: OrderKey = { property: 'ord', column: 't.ord', type: 'integer' };

/** Alphabetical by code point, without case. */
export function textOrder(property: string): OrderKey {
  return { property, column: foldedSql(`t.${property}`), type: 'text' };
}

/** By time; rows without one are before all others. */
export function timeOrder(property: string, column: string): OrderKey {
  return { property, column: timeSql(column), type: 'time' };
}

/** The orders of nouns that have a name and no times worth ordering by. */
export const NAMED = { CREATED_AT: CREATION, NAME: textOrder('name') } as const;
