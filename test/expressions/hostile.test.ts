// Hostile expressions: whatever is written, the answer is a value or an ExpressionError, and soon.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/domain/event/event.ts';
import { evaluate } from '../../src/expressions/evaluate.ts';
import { ExpressionError } from '../../src/expressions/expression-error.ts';
import { EXPRESSION_LIMITS } from '../../src/expressions/expression-limits.ts';
import { checkExpression, parseExpression } from '../../src/expressions/syntax/parse-expression.ts';
import { variableValue } from '../../src/expressions/step-values.ts';
import { resolveWritten } from '../../src/expressions/written.ts';
import { faultOf, scopeOf } from './bench.ts';
import { anySource, LIVE_SCOPE } from './expression-arbitraries.ts';

const scope = scopeOf(LIVE_SCOPE);
/** Longest time one expression may take: of this thread's processor time, so that busy neighbours do not count; 50 ms when it is warm. */
const LONGEST_MS = 150;

/** Evaluates; gives the milliseconds of work it took and lets everything but ExpressionErrors through. */
function timed(source: string, variables: ReadonlyMap<string, JsonValue> = scope): number {
  const from = process.threadCpuUsage();
  try {
    JSON.stringify(evaluate(parseExpression(source), variables));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw new Error(`${source.slice(0, 200)} threw ${String(error)}`, { cause: error });
    expect(error.column === null || (error.column >= 1 && error.column <= source.length + 1)).toBe(true);
  }
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1_000;
}

describe('hostile expressions', () => {
  it('answers 20,000 mutated sources with a value or an ExpressionError whose column lies in the source', () => {
    const noise = '()[]{}"\'\\#.,:;=<>!+-*/%@&|^~?$_ \n\t\r0123456789abefinorstxRFBéß😀\ud800\u0000\u2028';
    const mutation = fc.record({ at: fc.nat(), drop: fc.nat({ max: 3 }), add: fc.string({ unit: fc.constantFrom(...noise), maxLength: 3 }) });
    // Drawn once: generating them takes longer than answering them.
    const sources = fc.sample(anySource, 1_000);
    let slowest = 0;
    fc.assert(fc.property(fc.constantFrom(...sources), fc.array(mutation, { minLength: 1, maxLength: 4 }), (source, mutations) => {
      const mutated = mutations.reduce((text, { at, drop, add }) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + add + text.slice(place + drop);
      }, source);
      slowest = Math.max(slowest, timed(mutated));
    }), { numRuns: 20_000 });
    expect(slowest).toBeLessThan(LONGEST_MS);
  }, 120_000);

  it('answers any text at all', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 })), (text) => {
      timed(text);
    }), { numRuns: 2_000 });
  }, 60_000);

  it.each([
    '9**9**9', '9**9**9**9', '(-9)**9**9', '2**-(10**300)', '"a"*10**9', '[0]*10**9', '[[0]*10000]*10000', '("a"*100000)*2', '"a"*100000+"b"', 'range(10**9)', 'range(0, 10**300, 1)',
    '[[[i for k in range(1000)] for j in range(1000)] for i in range(1000)]', 'sum([i*j for i in range(9999) for j in range(9999)])', '"".join(["a"*1000]*10000)', '"a".replace("", "b"*100000)',
    '("a"*100000).replace("a", "b"*100000)', '[("a"*1000).upper() for i in range(10000)]', '["a"*100000]*10000', 'f"{1:999999999}"', 'f"{1:.999999999f}"', 'f"{1e300:.100f}"', '[f"{1e300:.100f}" for i in range(10000)]',
    'round(1e300, 10**300)', 'round(1, -10**300)', 'int("9"*100000)', 'float("9"*100000)', '[float("9"*100000) for i in range(10000)]', 'int(1e308)', '2**1000*2**1000', '(2**999)**2', '"x"*-10**300',
    'str(["\\x00"*100000]*100)', '[str("\\x00"*100000) for i in range(100)]', '(("a"*50000)+"b") in ("a"*100000)', '("b"+"a"*50000) in ("a"*100000)', '[("b"+"a"*40000) in ("a"*90000) for i in range(100)]',
    '("a"*50+"b"+"a"*49000) in ("a"*99999)', '("ab"*20000+"c"+"ab"*4000) in ("ab"*50000)', 'sorted([i % 7 for i in range(10000)])', 'sorted(["a"*5000]*1000)', 'min(["a"*90000]*1000)', '[1]*10000 == [1]*10000', '[[i in [j for j in range(1000)] for i in range(1000)]]',
    '("😀"*50000)[::-1]', '[("😀"*50000)[i] for i in range(1000)]', '[len("😀"*50000) for i in range(1000)]', '("a "*50000).split()', '[("a "*50000).split() for i in range(10)]', '(" "*100000).strip()', '[(" "*100000+"x").strip() for i in range(100)]',
    '{("a"*100000): 1 for i in range(9)}', '[{"k"*99999: i}["k"*99999] for i in range(1000)]', 'int("_"*100000)', 'float("1"*50000+"_"*50000)', '[i for i in "a"*100000]',
  ])('bounds %s', (source) => {
    expect(timed(source)).toBeLessThan(LONGEST_MS);
  });

  it('bounds values that share their parts: the count is of what would be written, not of what is kept', () => {
    const doubled = '[x, x, x, x, x, x, x, x, x, x]';
    const big: Record<string, JsonValue> = { x: Array.from({ length: 5_000 }, (_, n) => n) };
    for (const source of [doubled, `str(${doubled})`, `[${doubled} for i in range(100)]`, `${doubled} == ${doubled}`, `[[${doubled}]*100]*100`]) expect(timed(source, scopeOf(big))).toBeLessThan(LONGEST_MS);
    expect(faultOf(() => resolveWritten(Array.from({ length: 1_000 }, () => '#x'), scopeOf(big))).kind).toBe('LIMIT');
    expect(faultOf(() => resolveWritten('#x #x'.repeat(1_000), scopeOf(big))).kind).toBe('LIMIT');
  });

  it('refuses a variable that is nested too deep to be gone through', () => {
    const deep = Array.from({ length: 50_000 }).reduce<JsonValue>((inner) => [inner], 1);
    expect(faultOf(() => evaluate(parseExpression('x'), scopeOf({ x: deep }))).kind).toBe('LIMIT');
  });

  it('bounds tuples within tuples as keys', () => {
    const nested = Array.from({ length: 20 }).reduce<string>((inner) => `[(i, i) for i in ${inner}]`, "['\\'\\\"']");
    expect(timed(`{${nested}[0]: 1}`)).toBeLessThan(LONGEST_MS);
  });

  it('bounds the depth, and takes long flat chains', () => {
    for (const deep of ['('.repeat(990) + '1' + ')'.repeat(990), '['.repeat(999), '-'.repeat(1_999) + '1', 'not '.repeat(490) + '1', 'x[0]'.padEnd(1_990, '[0]'), '1' + '**1'.repeat(600), "f'{".repeat(400), '1 if 1 else '.repeat(150) + '1', 'abs('.repeat(400) + '1' + ')'.repeat(400)]) {
      expect(['LIMIT', 'SYNTAX']).toContain(faultOf(() => parseExpression(deep)).kind);
    }
    expect(evaluate(parseExpression(Array.from({ length: 900 }, () => '1').join('+')), scope)).toBe(900);
    expect(evaluate(parseExpression(Array.from({ length: 200 }, () => 'flag').join(' and ')), scope)).toBe(true);
    expect(evaluate(parseExpression(Array.from({ length: 300 }, (_, n) => `${n}`).join('<')), scope)).toBe(true);
  });

  it('refuses a source that is too long before it looks at it', () => {
    expect(checkExpression('1'.repeat(EXPRESSION_LIMITS.source + 1))).toMatchObject({ kind: 'LIMIT' });
    expect(checkExpression(`1${' '.repeat(EXPRESSION_LIMITS.source - 1)}`)).toBeNull();
  });

  it.each([
    "__import__('os').system('true')", "().__class__.__bases__[0].__subclasses__()", "''.__class__", 'x.__dict__', 'x.constructor', "x['constructor']", 'globals()', 'eval("1")', 'exec("1")', "getattr(x, 'y')", 'open("/etc/passwd")',
    '(lambda: 1)()', '(lambda x: x)(1)', '[y := 1]', 'await x', 'yield x', 'import os', "'{0.__class__}'.format(x)", "f'{x.__class__}'", "f'{x!a}'", 'process', 'globalThis', 'this', 'abs.constructor', 'math.__loader__', "str.join", '{1, 2}', '{i: i for i in x}', '[i for i, j in x]',
    '[*items]', '{**plate}', 'max(*items)', 'b"a"', '1j', '...', 'x @ y', 'x & y', 'x | y', '~x', 'x << 1', 'x is y', 'x is True', '1; 2', '1 # comment', 'sum(i for i in x for j in x)', '(i for i in items)', 'name.format(x)', 'name.encode()', 'items.append(1)', 'x = 1', 'x += 1', 'del x', "name['toString']",
  ])('gives nothing away for %s', (source) => {
    expect(faultOf(() => evaluate(parseExpression(source), scope)).message).not.toBe('');
  });

  it('takes names that mean something to JavaScript for plain names', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf', '__defineGetter__']) {
      expect(faultOf(() => evaluate(parseExpression(name), new Map())).kind).toBe('NAME');
      expect(evaluate(parseExpression(`${name} + 1`), new Map([[name, 1]]))).toBe(2);
      expect(evaluate(parseExpression(`{'${name}': 1}['${name}']`), new Map())).toBe(1);
      expect(JSON.stringify(evaluate(parseExpression(`{'${name}': 1}`), new Map()))).toBe(`{"${name}":1}`);
      expect(JSON.stringify(resolveWritten(JSON.parse(`{"${name}":"#x"}`) as JsonValue, new Map([['x', 7]])))).toBe(`{"${name}":7}`);
      expect(faultOf(() => evaluate(parseExpression(`${name}()`), new Map())).kind).toBe('SYNTAX');
      expect(faultOf(() => evaluate(parseExpression(`'a'.${name}()`), new Map())).kind).toBe('SYNTAX');
      expect(faultOf(() => evaluate(parseExpression(`{}['${name}']`), new Map())).kind).toBe('KEY');
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    evaluate(parseExpression("{'__proto__': {'polluted': 1}}"), new Map());
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('gives values that can be kept, or an error: no NaN, no infinity, no int beyond 2^53, no NUL, no half character', () => {
    for (const source of ["float('nan')", "float('inf')", '1e308 * 10', '2 ** 53', '-(2 ** 53)', '"\\x00"', '"\\ud800"', '{"\\x00": 1}', '{1: 2}', '[[1e999]]']) {
      expect(['VALUE', 'OVERFLOW', 'TYPE']).toContain(faultOf(() => evaluate(parseExpression(source), scope)).kind);
    }
    for (const value of ["float('nan')", "float('-inf')", '1e308 * 10', 'inf', 'nan']) {
      expect(faultOf(() => variableValue({ kind: 'variable', name: 'v', type: 'float', value }, scope)).kind).toMatch(/VALUE|NAME/);
    }
    expect(evaluate(parseExpression('2 ** 53 - 1'), scope)).toBe(Number.MAX_SAFE_INTEGER);
    expect(evaluate(parseExpression('-0.0'), scope)).toBe(0);
  });
});
