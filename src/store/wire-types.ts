// How values of PostgreSQL arrive in statements: int8 as a checked number, times as Date, jsonb parsed.
import pg from 'pg';
import { utcTime } from './utc-time.ts';

const INT8 = 20;
const INT8_ARRAY = 1016;
const TIMESTAMPTZ = 1184;
const TEXT_ARRAY = 1009;
const UUID_ARRAY = 2951;

/** Type parsers for every statement of ours; the pool itself belongs to the ORM, which keeps times as text. */
export const wireTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary');
    if (oid === INT8) return safeInteger;
    if (oid === TIMESTAMPTZ) return timeOf;
    if (oid === TEXT_ARRAY || oid === UUID_ARRAY) return listOf;
    if (oid === INT8_ARRAY) throw new Error('int8[] is not read by any statement: cast it to text[] first');
    return pg.types.getTypeParser(oid, 'text');
  },
} as pg.CustomTypesConfig;

const anyTime = pg.types.getTypeParser(TIMESTAMPTZ, 'text') as (text: string) => Date | number;

const anyList = (pg.types.getTypeParser as (oid: number, format: 'text') => (text: string) => string[])(TEXT_ARRAY, 'text');

// Most tasks have no tags of either kind; the driver would set up a parser for each of those lists.
function listOf(text: string): string[] {
  return text === '{}' ? [] : anyList(text);
}

function timeOf(text: string): Date | number {
  return utcTime(text) ?? anyTime(text);
}

/** Sequence numbers and ranks stay far below 2^53; a larger one must not lose digits silently. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a safe integer`);
  return value;
}
