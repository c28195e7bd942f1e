// Sources of expressions for tests: operators in every order without parentheses, so that precedence is what is tested.
import fc from 'fast-check';
import type { JsonValue } from '../../src/domain/event/event.ts';

/** The variables that generated sources use. */
export const LIVE_SCOPE: Readonly<Record<string, JsonValue>> = {
  x: 3, y: -2.5, zero: 0, name: 'pump 7', empty: '', items: [3, 1, 2], nested: [[1, 2], [3]], flag: true, nothing: null, plate: { A1: 1.5, B2: [1, 2] }, emoji: 'a😀b',
};

const atom = fc.constantFrom(
  '0', '1', '2', '3', '7', '10', '0.5', '1.0', '2.5', '1e3', '1e-7', '.25', '2.', 'True', 'False', 'None', "'a'", "'ab'", '"7"', "''", '[]', '[1, 2]', '(1, 2)', '()', '{}', "{'a': 1}",
  ...Object.keys(LIVE_SCOPE), 'x', 'y', 'zero', 'flag', 'abs(y) ** 0.5',
);
const operator = fc.constantFrom('+', '-', '*', '/', '//', '%', ' and ', ' or ', ' and not ', ' or not ', '<', '<=', '>', '>=', '==', '!=', ' in ', ' not in ', '+ -', '* -', ' is None and ', ' is not None or ', ' is None == ');
const prefix = fc.constantFrom('', '', '', '', '', '-', '+', 'not ', 'not not ');
const suffix = fc.constantFrom('', '', '', '', '', '', '[0]', '[-1]', '[1:]', '[::-1]', '[:2]', "['A1']", '**2', '**-1');

const { source } = fc.letrec<{ source: string; part: string }>((tie) => ({
  source: fc.array(fc.tuple(prefix, tie('part'), suffix, operator), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map(([before, part, after, between], n) => `${before}${part}${after}${n < parts.length - 1 ? between : ''}`).join('')),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 16, arbitrary: atom },
    { weight: 2, arbitrary: tie('source').map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: fc.tuple(tie('source'), tie('source'), tie('source')).map(([yes, condition, no]) => `(${yes} if ${condition} else ${no})`) },
    { weight: 1, arbitrary: fc.array(tie('source'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('abs', 'round', 'min', 'max', 'sum', 'len', 'int', 'float', 'bool', 'str', 'sorted', 'any', 'all', 'sqrt', 'math.floor', 'ceil', 'log', 'exp', 'sin'), tie('source')).map(([name, inner]) => `${name}(${inner})`) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('round', 'min', 'max', 'sum'), tie('source'), tie('source')).map(([name, one, other]) => `${name}(${one}, ${other})`) },
    { weight: 1, arbitrary: fc.tuple(tie('part'), fc.constantFrom('.upper()', '.strip()', '.split()', ".replace('a', 'bb')", ".startswith('p')", ".split('u', 1)", ".join(['x', 'y'])")).map(([inner, method]) => `(${inner})${method}`) },
    { weight: 1, arbitrary: fc.tuple(tie('source'), tie('part'), tie('source')).map(([item, through, filter]) => `[${item} for i in ${through} if ${filter}]`.replaceAll(/\bx\b/g, 'i')) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('x', 'y', 'name', 'flag', 'nothing', 'zero', 'x * 1.5', 'items'), fc.constantFrom('', ':.2f', ':5', ':>8', ':05d', ':+', ':,', ':e', ':g', ':.1%', '!r', '!r:>9', ':x', ':^7', ':<04')).map(([value, spec]) => `f"<{${value}${spec}}>"`) },
    { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => `(${value})`) },
    { weight: 1, arbitrary: fc.maxSafeInteger().map((value) => `(${value})`) },
    { weight: 1, arbitrary: fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: -3, max: 8 })).map(([value, places]) => `round(${value}, ${places})`) },
    { weight: 1, arbitrary: fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom('.0f', '.3f', '.4e', 'g', '.10g', '')).map(([value, spec]) => `f'{${value}:${spec}}'`) },
  ),
}));

/** Any source, most of which CPython accepts; powers and repetitions stay small, for CPython knows no limits. */
export const anySource = source.filter((text) => text.length < 400);
