import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coerceArgument, coerceResult } from '../../src/domain/deck/coerce.ts';
import { VALUE_TYPES, type ArgumentSignature, type ValueType } from '../../src/domain/deck/deck.ts';
import type { JsonValue } from '../../src/domain/event/event.ts';
import { plainJson } from './steps-arbitraries.ts';

const anyType = fc.constantFrom(...VALUE_TYPES);
const anyText = fc.oneof(fc.string(), fc.constantFrom('1', ' 2 ', '-3.0', '1e3', 'TRUE', 'false', '[1]', '{"a": 1}', '', 'NaN', 'Infinity', '0x10', '1_000', '9007199254740993'));
const anyValue: fc.Arbitrary<JsonValue> = fc.oneof(plainJson, anyText, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0));
const anySignature: fc.Arbitrary<ArgumentSignature> = fc.record({ type: anyType, nullable: fc.boolean(), min: fc.integer({ min: -5, max: 0 }), max: fc.integer({ min: 1, max: 5 }) }, { requiredKeys: ['type'] });

const FITS: { readonly [type in ValueType]: (value: JsonValue) => boolean } = {
  int: (value) => Number.isSafeInteger(value),
  float: (value) => Number.isFinite(value),
  bool: (value) => typeof value === 'boolean',
  str: (value) => typeof value === 'string',
  list: Array.isArray,
  dict: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  any: () => true,
};

describe('typed values', () => {
  test('what is accepted has the type and the range, and is accepted again unchanged', () => {
    fc.assert(fc.property(anySignature, anyValue, (signature, value) => {
      const coerced = coerceArgument(signature, value);
      if ('fault' in coerced) return void expect(coerced.fault.isWellFormed()).toBe(true);
      expect(coerceArgument(signature, coerced.value)).toEqual(coerced);
      if (coerced.value === null) return void expect(signature.nullable || signature.type === 'any').toBe(true);
      expect(FITS[signature.type](coerced.value)).toBe(true);
      if (typeof coerced.value !== 'number') return;
      expect(coerced.value).toBeGreaterThanOrEqual(signature.min ?? -Infinity);
      expect(coerced.value).toBeLessThanOrEqual(signature.max ?? Infinity);
    }), { numRuns: 3_000 });
  });

  test('a value that has the type already is never changed', () => {
    fc.assert(fc.property(anyType, anyValue, (type, value) => {
      if (FITS[type](value) && value !== null && value !== '') expect(coerceArgument({ type }, value)).toEqual({ value });
    }), { numRuns: 2_000 });
  });

  test('a number comes back from its own text', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0), (n) => void expect(coerceArgument({ type: 'float' }, String(n))).toEqual({ value: n })));
    fc.assert(fc.property(fc.maxSafeInteger().map((n) => n + 0), (n) => void expect(coerceArgument({ type: 'int' }, ` ${n} `)).toEqual({ value: n })));
    fc.assert(fc.property(fc.oneof(fc.array(plainJson), fc.dictionary(fc.string(), plainJson)), (json) => {
      expect(coerceArgument({ type: Array.isArray(json) ? 'list' : 'dict' }, JSON.stringify(json))).toEqual({ value: json });
    }));
  });

  test.each<[ValueType, JsonValue, JsonValue]>([
    ['int', '3.0', 3], ['int', '+7', 7], ['int', 3.0, 3], ['int', '-0', 0],
    ['float', '1e3', 1000], ['float', '.5', 0.5], ['float', ' 2. ', 2],
    ['bool', 'TRUE', true], ['bool', ' False ', false], ['bool', 1, true], ['bool', '0', false],
    ['str', 1.5, '1.5'], ['str', '', ''], ['list', '[1, "a"]', [1, 'a']], ['dict', ' {"a": null} ', { a: null }], ['any', { a: [1] }, { a: [1] }],
  ])('%s takes %j as %j', (type, value, expected) => {
    expect(coerceArgument({ type }, value)).toEqual({ value: expected });
  });

  test.each<[ArgumentSignature, JsonValue, string]>([
    [{ type: 'int' }, 2.5, 'must be a whole number, is 2.5'],
    [{ type: 'int' }, '9007199254740993', 'must be a whole number, is "9007199254740993"'],
    [{ type: 'int' }, true, 'must be a whole number, is true'],
    [{ type: 'float' }, 'much', 'must be a number, is "much"'],
    [{ type: 'float' }, '1e999', 'must be a number, is "1e999"'],
    [{ type: 'bool' }, 'yes', 'must be true or false, is "yes"'],
    [{ type: 'bool' }, 2, 'must be true or false, is 2'],
    [{ type: 'bool' }, [true], 'must be true or false, is [true]'],
    [{ type: 'str' }, true, 'must be a text, is true'],
    [{ type: 'list' }, '{"a": 1}', 'must be a list, is "{\\"a\\": 1}"'],
    [{ type: 'dict' }, '[1', 'must be a dict (an object of named values), is "[1"'],
    [{ type: 'float' }, null, 'must be a number, not null'],
    [{ type: 'float' }, '', 'must be a number, not empty'],
    [{ type: 'float', min: 0, max: 1 }, -0.5, 'must be at least 0, is -0.5'],
    [{ type: 'int', max: 10 }, '11', 'must be at most 10, is 11'],
    [{ type: 'str', choices: ['red', 'blue'] }, 'green', 'must be one of "red", "blue", is "green"'],
    [{ type: 'str' }, 'x'.repeat(100) as JsonValue, 'accepted'],
    [{ type: 'int' }, 'x'.repeat(100), `must be a whole number, is "${'x'.repeat(59)}…`],
  ])('%j and %j: %s', (signature, value, message) => {
    const coerced = coerceArgument(signature, value);
    expect('fault' in coerced ? coerced.fault : 'accepted').toBe(message);
  });

  test('null and the empty text are null where null is a value, but the empty text is a text', () => {
    expect(coerceArgument({ type: 'float', nullable: true, min: 1, choices: [1] }, ' ')).toEqual({ value: null });
    expect(coerceArgument({ type: 'list', nullable: true }, null)).toEqual({ value: null });
    expect(coerceArgument({ type: 'str', nullable: true }, '')).toEqual({ value: '' });
  });

  test('choices hold after the value has its type', () => {
    expect(coerceArgument({ type: 'int', choices: [1, 2] }, '2')).toEqual({ value: 2 });
  });

  test('JSON as text that could not be stored is refused', () => {
    expect(coerceArgument({ type: 'list' }, `${'['.repeat(200)}${']'.repeat(200)}`)).toHaveProperty('fault');
    expect(coerceArgument({ type: 'list' }, '["\\u0000"]')).toHaveProperty('fault');
  });

  test('results are typed one by one, and nothing is nothing', () => {
    expect(coerceResult(null, undefined)).toEqual({ value: null });
    expect(coerceResult(null, 1)).toEqual({ fault: 'must give nothing, gave 1' });
    expect(coerceResult('int', '4')).toEqual({ value: 4 });
    expect(coerceResult('int', null)).toEqual({ value: null });
    expect(coerceResult(['int', 'str'], [1, 2])).toEqual({ value: [1, '2'] });
    expect(coerceResult(['int', 'str'], [1, null])).toEqual({ value: [1, null] });
    expect(coerceResult(['int', 'str'], [1])).toEqual({ fault: 'must give a list of 2 results, gave [1]' });
    expect(coerceResult(['int', 'str'], ['x', 'y'])).toEqual({ fault: 'result 1: must be a whole number, is "x"' });
  });
});
