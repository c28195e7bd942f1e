import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_CURSOR_LENGTH, cursorFault, decodeCursor, encodeCursor } from '../../src/domain/event/cursor.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';

const LOG = '018f0000-0000-7000-8000-000000000000';
const anySeq = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

test('a cursor that was given out comes back as it was', () => {
  fc.assert(fc.property(anySeq, (seq) => {
    const cursor = { logId: uuidv7(), seq };
    const text = encodeCursor(cursor);
    expect(decodeCursor(text)).toEqual(cursor);
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(text.length).toBeLessThanOrEqual(MAX_CURSOR_LENGTH);
  }));
});

test('no text whatever makes reading a cursor throw, and what it reads it would have given out in the same words', () => {
  const near = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ maxLength: 300 }),
    fc.base64String(),
    fc.tuple(fc.constantFrom('1.', '2.', ''), fc.string(), fc.constantFrom('.', ''), fc.string()).map((parts) => Buffer.from(parts.join('')).toString('base64url')),
    fc.tuple(anySeq, fc.nat(100), fc.string({ maxLength: 1 })).map(([seq, at, char]) => encodeCursor({ logId: LOG, seq }).replace(/./g, (own, i) => (i === at ? char : own))),
  );
  fc.assert(fc.property(near, (text) => {
    const cursor = decodeCursor(text);
    if (cursor !== null) expect(encodeCursor(cursor)).toBe(text);
  }), { numRuns: 300 });
});

test.each([
  ['leading zeros', '1.x.007'], ['a negative place', '1.x.-1'], ['a place beyond whole numbers', '1.x.9007199254740993'], ['another version', '2.x.1'], ['no log', '1..1'], ['an exponent', '1.x.1e3'], ['a line after it', '1.x.1\n'],
])('a cursor with %s is not one of ours', (_name, plain) => {
  expect(decodeCursor(Buffer.from(plain).toString('base64url'))).toBeNull();
});

test('a cursor can be resumed from exactly within the bounds of its own log', () => {
  const bounds = { logId: LOG, floor: 10, head: 20 };
  const at = (seq: number, logId = LOG) => cursorFault({ logId, seq }, bounds);
  expect([at(9), at(10), at(20), at(21), at(15, 'other'), cursorFault(null, bounds)]).toEqual(['EXPIRED', null, null, 'AHEAD', 'OTHER_LOG', 'MALFORMED']);
});
