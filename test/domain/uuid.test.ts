import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUuid, uuidv7 } from '../../src/domain/uuid.ts';

const anyTime = fc.integer({ min: 0, max: 2 ** 48 - 1 });

test('an id is a canonical UUID of version 7 that carries its time', () => {
  fc.assert(fc.property(anyTime, (now) => {
    const id = uuidv7(now);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(isUuid(id)).toBe(true);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
  }));
});

test('an id made in a later millisecond sorts later as text', () => {
  fc.assert(fc.property(anyTime, anyTime, (a, b) => {
    if (a !== b) expect(uuidv7(a) < uuidv7(b)).toBe(a < b);
  }));
});

test('ids that one process makes within a millisecond sort in the order in which they were made', () => {
  fc.assert(fc.property(anyTime, (now) => {
    uuidv7(now === 0 ? 1 : now - 1); // the same millisecond may have been counted in before
    const ids = Array.from({ length: 3_800 }, () => uuidv7(now));
    expect(ids.toSorted()).toEqual(ids);
  }), { numRuns: 20 });
});

test('ten thousand ids of one millisecond are all different', () => {
  expect(new Set(Array.from({ length: 10_000 }, () => uuidv7(1))).size).toBe(10_000);
});

test('no other text passes for an id', () => {
  fc.assert(fc.property(fc.string(), (text) => {
    expect(isUuid(text)).toBe(false);
  }));
  const id = '018f0000-0000-7000-8000-00000000000a';
  expect(isUuid(id)).toBe(true);
  for (const text of [id.toUpperCase(), ` ${id}`, `${id}\n`, `{${id}}`, id.replaceAll('-', ''), id.slice(1)]) expect(isUuid(text)).toBe(false);
});
