// Values of variable and math steps, casts, and truth.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/domain/event/event.ts';
import type { VariableType } from '../../src/domain/steps/step.ts';
import { castTo, isTruthy } from '../../src/expressions/cast.ts';
import { evaluate } from '../../src/expressions/evaluate.ts';
import { mathValue, variableValue } from '../../src/expressions/step-values.ts';
import { parseExpression } from '../../src/expressions/syntax/parse-expression.ts';
import { faultOf, scopeOf } from './bench.ts';

const scope = scopeOf({ x: 3, y: 2.5, name: 'pump', word: 'false', list: [1, 2], e: 9, well: 4 });
const variable = (type: VariableType, value: JsonValue): JsonValue => variableValue({ kind: 'variable', name: 'v', type, value }, scope);
const math = (expression: string): JsonValue => mathValue({ kind: 'math', name: 'm', expression }, scope);

describe('a variable step', () => {
  it.each<[VariableType, JsonValue, JsonValue]>([
    ['int', '7', 7], ['int', '#x + 1', 4], ['int', 'x + 1', 4], ['int', '7 / 2', 3], ['int', '-7 / 2', -3], ['int', "'12'", 12], ['int', ' 5 ', 5], ['int', '007', 7], ['int', '1_000', 1000], ['int', 3.9, 3], ['int', true, 1], ['int', 'True', 1],
    ['float', '7 / 2', 3.5], ['float', '6 / 2', 3], ['float', 'y * 2', 5], ['float', '1e-3', 0.001], ['float', '#y', 2.5], ['float', '.5', 0.5], ['float', '5', 5], ['float', "'2.5'", 2.5], ['float', false, 0],
    ['bool', 'x > 2', true], ['bool', 'x > 5', false], ['bool', 'true', true], ['bool', 'False', false], ['bool', 'no', false], ['bool', 'YES', true], ['bool', '0', false], ['bool', '#word', false], ['bool', 1, true], ['bool', '', false], ['bool', '[]', false], ['bool', 'list', true], ['bool', '#x', true],
    ['str', 'hello', 'hello'], ['str', 'well-A1', 'well-A1'], ['str', '2026-10-15', '2026-10-15'], ['str', '1+1', '1+1'], ['str', 'x', '3'], ['str', '#x', '3'], ['str', "'a' + name", 'apump'], ['str', "f'{y:.2f} ml'", '2.50 ml'], ['str', '"quoted"', 'quoted'],
    ['str', 'Sample #x of #name', 'Sample 3 of pump'], ['str', '#ff0000', '#ff0000'], ['str', '##x', '#x'], ['str', 'str(6 / 2)', '3.0'], ['str', 'x / 2', '1.5'], ['str', "it's", "it's"], ['str', '', ''], ['str', 5, '5'], ['str', null, 'None'], ['str', [1, 'a'], "[1, 'a']"],
    ['str', "name + 5", 'name + 5'], ['str', 'round(y)', '2'], ['str', 'see (below)', 'see (below)'],
  ])('makes an %s of %j: %j', (type, value, expected) => {
    expect(variable(type, value)).toEqual(expected);
  });

  it.each<[VariableType, JsonValue, string, RegExp]>([
    ['int', 'seven', 'NAME', /no variable `seven`/], ['int', '1 / 0', 'ZERO_DIVISION', /division by zero/], ['int', '7 ml', 'SYNTAX', /cannot be understood from `ml`/], ['int', "'7.5'", 'VALUE', /"7.5" is not a whole number/], ['int', [1], 'TYPE', /cannot be made from list/],
    ['int', null, 'TYPE', /None/], ['int', '2 ** 60', 'OVERFLOW', /2\^53/], ['float', '1e400', 'VALUE', /infinite/], ['bool', 'perhaps', 'NAME', /perhaps/], ['bool', '#name', 'VALUE', /neither true nor false/], ['float', 'missing * 2', 'NAME', /missing/],
  ])('refuses to make an %s of %j with %s', (type, value, kind, message) => {
    const fault = faultOf(() => variable(type, value));
    expect(fault.kind).toBe(kind);
    expect(fault.message).toMatch(message);
  });
});

describe('a math step', () => {
  it.each<[string, number]>([['#x * 2 + #y', 8.5], ['x // 2', 1], ['6 / 2', 3], ['sqrt(16) + math.floor(y)', 6], ['007', 7], ['x > 2', 1], ['sum(list) / len(list)', 1.5], ['e', 9], ['math.e > 2', 1]])('gives %s = %j', (expression, expected) => {
    expect(Number(math(expression))).toBe(expected);
  });

  it('refuses what is no number', () => {
    expect(faultOf(() => math("'a'")).message).toMatch(/needs a number, and this gives str/);
    expect(faultOf(() => math('list')).kind).toBe('TYPE');
    expect(faultOf(() => math('x +')).kind).toBe('SYNTAX');
    expect(faultOf(() => math('1e400')).kind).toBe('VALUE');
  });
});

describe('casts and truth', () => {
  it('cast numbers there and back', () => {
    fc.assert(fc.property(fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0))), (value) => {
      expect(castTo('float', castTo('str', value))).toBe(value);
      if (Number.isInteger(value) && Number.isSafeInteger(value)) expect(castTo('int', castTo('str', value))).toBe(value);
      expect(castTo('bool', value)).toBe(value !== 0);
    }));
  });

  it('agree with bool() on the truth of any JSON', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      expect(isTruthy(value as JsonValue)).toBe(evaluate(parseExpression('bool(value)'), new Map([['value', value as JsonValue]])));
    }));
  });

  it('answer any JSON with a value of the type or an ExpressionError', () => {
    fc.assert(fc.property(fc.constantFrom('int', 'float', 'bool', 'str'), fc.jsonValue(), (type, value) => {
      const types = { int: 'number', float: 'number', bool: 'boolean', str: 'string' } as const;
      let result: JsonValue;
      try {
        result = castTo(type, value as JsonValue);
      } catch (error) {
        expect(faultOf(() => { throw error; }).kind).toMatch(/TYPE|VALUE|OVERFLOW|LIMIT/);
        return;
      }
      expect(typeof result).toBe(types[type]);
    }));
  });
});
