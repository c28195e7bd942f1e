// Our reading of PostgreSQL's times agrees with the driver's, or leaves them to it.
import fc from 'fast-check';
import pg from 'pg';
import { expect, test } from 'vitest';
import { utcTime } from '../../src/store/utc-time.ts';

const theirs = pg.types.getTypeParser(1184, 'text') as (text: string) => Date | number;

const two = (n: number): string => String(n).padStart(2, '0');
const text = fc.record({
  year: fc.integer({ min: 100, max: 9_999 }), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }), hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }),
  second: fc.integer({ min: 0, max: 59 }), fraction: fc.option(fc.stringMatching(/^[0-9]{0,5}[1-9]$/), { nil: undefined }), offset: fc.constantFrom('+00', '+00', '+02', '-11:30'), tail: fc.constantFrom('', '', '', ' BC'),
}).map((at) => `${String(at.year).padStart(4, '0')}-${two(at.month)}-${two(at.day)} ${two(at.hour)}:${two(at.minute)}:${two(at.second)}${at.fraction === undefined ? '' : `.${at.fraction}`}${at.offset}${at.tail}`);

test('every time in UTC is read as the driver reads it, every other is left to the driver', () => {
  fc.assert(fc.property(text, (written) => {
    const ours = utcTime(written);
    if (written.endsWith('+00')) expect(ours).toEqual(theirs(written));
    else expect(ours).toBeNull();
  }), { numRuns: 1_000 });
});

test.each(['infinity', '-infinity', '', '20261-11-21 10:17:00+00', '2026-11-21', '2026-11-21 10:17:00', '2026-11-21 10:17:00 BC', '0044-03-15 12:00:00+00', '2026-11-21 1x:17:00+00', '2026-11-21 10:17:00,5+00'])('%j is left to the driver', (written) => {
  expect(utcTime(written)).toBeNull();
});
