import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STEPS_LIMITS } from '../../src/domain/steps/steps-spec.ts';
import { VARIABLE_TYPES } from '../../src/domain/steps/step.ts';
import { readAnswer } from '../../src/domain/task/answer.ts';

describe('reading an answer', () => {
  test.each([
    ['int', 7, 7], ['int', '7', 7], ['int', ' -7 ', -7], ['int', '+7', 7], ['int', '1e3', 1_000],
    ['float', 0.5, 0.5], ['float', '.5', 0.5], ['float', '5.', 5], ['float', '-1.5e-3', -0.0015], ['float', 3, 3],
    ['bool', true, true], ['bool', 'FALSE', false], ['bool', 'yes', true], ['bool', ' No ', false], ['bool', 1, true], ['bool', '0', false],
    ['str', 'a text', 'a text'], ['str', '', ''], ['str', 12, '12'], ['str', false, 'false'],
  ] as const)('for %s the answer %j is taken as %j', (type, given, value) => {
    expect(readAnswer(type, given)).toEqual({ ok: true, value });
  });

  test.each([
    ['int', 1.5], ['int', '1.5'], ['int', ''], ['int', '0x10'], ['int', '7 8'], ['int', true], ['int', null], ['int', [7]], ['int', 2 ** 53], ['int', '9007199254740993'],
    ['float', ''], ['float', 'NaN'], ['float', 'Infinity'], ['float', '1e999'], ['float', {}], ['float', '1'.repeat(1_000_000)],
    ['bool', 'maybe'], ['bool', 2], ['bool', null], ['bool', {}], ['bool', 'constructor'], ['bool', '__proto__'],
    ['str', null], ['str', {}], ['str', ['a']], ['str', 'x'.repeat(STEPS_LIMITS.text + 1)],
  ] as const)('for %s the answer %j is refused with what it must be', (type, given) => {
    expect(readAnswer(type, given)).toEqual({ ok: false, fault: expect.stringMatching(/^must /) });
  });

  test('whatever is given, an answer has the type that was asked for, or is refused', () => {
    const KINDS = { int: Number.isSafeInteger, float: Number.isFinite, bool: (value: unknown) => typeof value === 'boolean', str: (value: unknown) => typeof value === 'string' };
    fc.assert(fc.property(fc.constantFrom(...VARIABLE_TYPES), fc.oneof(fc.anything(), fc.jsonValue(), fc.double().map(String)), (type, given) => {
      const read = readAnswer(type, given);
      if (read.ok) expect(KINDS[type](read.value)).toBe(true);
    }));
  });

  test('what was taken is taken again as it is', () => {
    fc.assert(fc.property(fc.constantFrom(...VARIABLE_TYPES), fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.string()), (type, given) => {
      const read = readAnswer(type, given);
      if (read.ok) expect(readAnswer(type, read.value)).toEqual(read);
    }));
  });
});
