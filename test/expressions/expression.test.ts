// What parsing tells: the names an expression reads, and the column of what is wrong.
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/expressions/evaluate.ts';
import { checkExpression, parseExpression } from '../../src/expressions/syntax/parse-expression.ts';
import { faultOf, scopeOf } from './bench.ts';

describe('the names of an expression', () => {
  it.each<[string, string[]]>([
    ['1 + 2', []], ['a + #b * a', ['a', 'b']], ['b if a else c', ['b', 'a', 'c']], ['pi * e', []], ['#pi + #e', ['pi', 'e']], ['math.pi', []], ['sqrt(x)', ['x']], ["'#a' + \"#b\"", []], ["f'{#a + b:{c}} #d'", ['a', 'b', 'c']], ["'it\\'s #a' + #b", ['b']],
    ['[i + a for i in b if i > c]', ['b', 'a', 'c']], ['[i for i in i]', ['i']], ['i + sum(i for i in a)', ['i', 'a']], ["d['key'][k]", ['d', 'k']], ["'x'.join(parts)", ['parts']], ["'''#a ' #b''' + r'\\' + #c'", []], ['sorted(a, reverse=b)', ['a', 'b']],
  ])('of %s are %j', (source, names) => {
    expect(parseExpression(source).names.toSorted()).toEqual(names.toSorted());
  });

  it('are all an evaluation needs', () => {
    const scope = scopeOf({ a: 1, b: 2 });
    expect(evaluate(parseExpression('#a+#b'), scope)).toBe(3);
    expect(evaluate(parseExpression('#a +b-  #a'), scope)).toBe(2);
    expect(evaluate(parseExpression("'#a' + f'{#a}'"), scope)).toBe('#a1');
    expect(faultOf(() => evaluate(parseExpression('#pi'), scope)).kind).toBe('NAME');
    expect(evaluate(parseExpression('e'), scopeOf({ e: 5 }))).toBe(5);
  });
});

describe('the column of a fault', () => {
  it.each<[string, string, number]>([
    ['1 +', 'SYNTAX', 4], ['1 + * 2', 'SYNTAX', 5], ['x + lambda: 1', 'SYNTAX', 5], ['1. + 2. + foo(1)', 'SYNTAX', 11], ['# x', 'SYNTAX', 1], ['1 + #', 'SYNTAX', 5], ['x.y', 'SYNTAX', 3], ['abs(1, 2)', 'TYPE', 4], ['x is 3', 'SYNTAX', 3], ['', 'SYNTAX', 1],
    ["'a' + \"\\xZZ\"", 'SYNTAX', 7], ['1) + (2', 'SYNTAX', 2], ['a = b', 'SYNTAX', 3], ["f'{x} }'", 'SYNTAX', 6], ['x + 0777', 'SYNTAX', 5], ['[a, *b]', 'SYNTAX', 5],
  ])('of %s is that of %s at %i', (source, kind, column) => {
    expect(checkExpression(source)).toMatchObject({ kind, column });
  });

  it.each<[string, string, number]>([['1 + x / zero', 'ZERO_DIVISION', 7], ['x + name', 'TYPE', 3], ['x + missing', 'NAME', 5], ['1 + items[9]', 'INDEX', 5], ["int('a') + 1", 'VALUE', 1], ["1 + sqrt(-1)", 'VALUE', 5], ['1.+2.+name', 'TYPE', 6], ["'a' < 1", 'TYPE', 5]])(
    'of %s when it is evaluated is that of %s at %i', (source, kind, column) => {
      const fault = faultOf(() => evaluate(parseExpression(source), scopeOf({ x: 1, zero: 0, name: 'n', items: [] })));
      expect([fault.kind, fault.column]).toEqual([kind, column]);
    },
  );
});

it.each<[string, string]>([
  // What lies just below a power of ten, whose shortest text is that power; by CPython 3.11.
  ["f'{-1e-323:g}'", '-9.88131e-324'], ["f'{1e-323:.1e}'", '9.9e-324'], ["f'{1e-323:.0e}'", '1e-323'], ["f'{1e23:.20e}'", '9.99999999999999916114e+22'], ["f'{1e23:g}'", '1e+23'], ["f'{1e23:.16g}'", '9.999999999999999e+22'],
  // And at it, and just above.
  ["f'{1e22:.3e}'", '1.000e+22'], ["f'{1e-5:.25e}'", '1.0000000000000000818030539e-05'], ["f'{5e-324:.2e}'", '4.94e-324'],
])('%s is %s, to the digit', (source, text) => {
  expect(evaluate(parseExpression(source), scopeOf({}))).toBe(text);
});
