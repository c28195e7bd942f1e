// Reading results and offers of runners, and base64: what was written is read as it was, and what was damaged is refused with its place.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { offeredAlgorithmsAt } from '../../src/domain/graph/algorithm-input.ts';
import { resultValuesAt } from '../../src/domain/graph/result-input.ts';
import { GRAPH_VALUE_TYPES, MAX_INLINE_BYTES, MAX_INLINE_TOTAL, type GraphValue } from '../../src/domain/graph/graph-value.ts';
import { base64Bytes } from '../../src/engine/deployment/input/base64-bytes.ts';
import { INVERT, MEASURE } from '../deployment/deployment-ground.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((given) => Buffer.from(given).toString('base64'));
const file = fc.record({ file: fc.uuid(), sha256: fc.stringMatching(/^[0-9a-f]{64}$/), size: fc.nat() });
const value: fc.Arbitrary<GraphValue> = fc.oneof(
  fc.record({ type: fc.constant('image' as const), body: fc.oneof(fc.record({ inline: bytes }), file), image: fc.constant({ contentType: 'image/png', width: 3, height: 4 }), thumbnail: bytes }),
  fc.record({ type: fc.constantFrom(...GRAPH_VALUE_TYPES.filter((type) => type !== 'image')), body: fc.record({ inline: fc.jsonValue().map((json) => JSON.stringify(json).toWellFormed()) }) }),
);

test('values are read as they were written; without a type, a body or a known member they are refused', () => {
  fc.assert(fc.property(fc.array(value, { maxLength: 5 }), (values) => {
    expect(resultValuesAt(structuredClone(values), ['values'])).toEqual(values);
  }), { numRuns: 60 });
  fc.assert(fc.property(value, fc.constantFrom('type', 'body', 'stranger'), (given, what) => {
    const damaged = what === 'stranger' ? { ...given, stranger: 1 } : { ...given, [what]: undefined };
    expect(() => resultValuesAt([damaged], ['values'])).toThrow(expect.objectContaining({ code: 'INVALID', path: expect.arrayContaining(['values', '0']) as string[] }) as Error);
  }), { numRuns: 60 });
});

test('what stays with the row is bounded, one by one and together', () => {
  const large = Buffer.alloc(MAX_INLINE_BYTES).toString('base64');
  const image = (inline: string): GraphValue => ({ type: 'image', body: { inline } });
  expect(resultValuesAt([image(large)], [])).toHaveLength(1);
  expect(() => resultValuesAt([image(`AAAA${large}`)], [])).toThrow('characters');
  const most = Math.floor(MAX_INLINE_TOTAL / MAX_INLINE_BYTES);
  expect(() => resultValuesAt(Array.from({ length: most + 1 }, () => image(large)), [])).toThrow('store the larger ones as files');
  expect(() => resultValuesAt([{ type: 'JSON', body: { inline: '{' } }], [])).toThrow('JSON');
});

test('offers are read as they were made; a name that is taken, or given twice, is refused', () => {
  expect(offeredAlgorithmsAt([INVERT, MEASURE], ['a'], new Set())).toEqual([INVERT, MEASURE]);
  expect(() => offeredAlgorithmsAt([INVERT], ['a'], new Set(['test_invert']))).toThrow('built in');
  expect(() => offeredAlgorithmsAt([INVERT, INVERT], ['a'], new Set())).toThrow('already taken');
  expect(() => offeredAlgorithmsAt([{ ...INVERT, source: 'BUILT_IN' }], ['a'], new Set())).toThrow('a.0.source');
});

test('base64 is read strictly: what a byte more or less, another letter or another padding makes of it is none', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), fc.constantFrom('*', ' ', '\n', '=', 'é'), (given, at, sign) => {
    const text = Buffer.from(given).toString('base64');
    expect(base64Bytes(text)?.equals(given)).toBe(true);
    const place = at % text.length;
    const changed = text.slice(0, place) + sign + text.slice(place + 1);
    if (changed !== text && !/^[A-Za-z0-9+/]+={0,2}$/.test(changed)) expect(base64Bytes(changed)).toBeNull();
    expect(base64Bytes(text + sign)).toBeNull();
    expect(base64Bytes(text.slice(0, -1))).toBeNull();
  }), { numRuns: 100 });
  expect(base64Bytes('')).toBeNull();
});
