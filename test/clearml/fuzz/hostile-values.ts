// Values that programs stumble over: in texts, patterns, numbers, times and whole documents.
import type { Dice } from './dice.ts';

/** Number that the text of a body has as `NaN`, which JSON has no word for. */
export const NOT_A_NUMBER = 4_242_424_242.5;

/** Texts that are something else to a database, an engine of patterns, a path or an object. */
export const HOSTILE_TEXTS = [
  '', ' ', '\0', 'a\0b', '\ud800', 'x\udfff', '\u{1f642}', '\u202e', '\n', '\r\n\r\n', "'", "''", '"', '\\', '\\\\', ';', '--', '/*', '$1', '$$', ':x', '?', '%', '%s', '_', '{}', '[]', 'null', 'true', '0', '-1', '1e999',
  `'; DROP TABLE task; --`, `' OR '1'='1`, `') OR 1=1 --`, `"; select pg_sleep(20); --`, `'||pg_sleep(20)||'`, `x' union select text from access_key --`, '{"a":1}', '{a,b}', '{{1,2},{3}}', '\\x00', '\\u0000',
  '../../../../etc/passwd', '/', '//', 'a/b/c', 'a//b', '/a/', '.', '..', 'a.b.c', '...', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '__DELETED__', '__$not', '__$all', '__$nothing', '-', '-x', '--x',
  'é'.repeat(300), 'x'.repeat(1_001), 'y'.repeat(20_000), ',', 'a,b', 'İ', 'ſ', 'ß', 'ﬀ', '0'.repeat(32), 'f'.repeat(32), 'F'.repeat(32), 'g'.repeat(32), `__DELETED__${'a'.repeat(32)}`,
] as const;

/** Patterns: wrong ones, ones that other engines take, and ones that some engines never finish. */
export const PATTERNS = [
  'a', '^a', 'a$', '^$', '.', '.*', 'train', '[', ']', '(', ')', '{', '}', '*', '+', '?', '\\', '\\b', '\\1', '(?=a)', '(?!a)', '(?<=a)b', '(?i)a', '(?m)^a', '(?x) a', '(?P<n>a)', '(?P=n)', '(?#c)', 'a{2}', 'a{2,1}', 'a{1000}', 'a{,3}', 'a{',
  '(a+)+$', '(a|a)*b', '(.*)*x', '((a{1,30}){1,30}){1,30}', '(x+x+)+y', '([a-zA-Z]+)*$', '***=a', '***:a', '[[:alpha:]]', '[[.a.]]', '[[=a=]]', '[z-a]', '[\\d-a]', '[^]', '[^\\W]', '\\Aa\\Z', '\\x41', '\\u0041', '\\ud800', '\\xZZ', '\\N{a}', '\\p{L}', '\\m', '\\y',
  'a|', '|', '||', '()', '(?:)', '$^', '^*', '$+', 'a**', 'a++', 'a?+', '.{100}.{100}.{100}', '(.|\\s)*'.repeat(20), '('.repeat(30) + ')'.repeat(30), 'ab?'.repeat(300), '\\-\\ \\/', 'x'.repeat(4_001), '[a-z]{100}'.repeat(10), 'ſ', 'İ', '\u{1f642}+',
] as const;

/** Times: wrong ones, and ones that a database or a clock cannot hold. */
export const TIMES = [
  '2026-01-01T00:00:00Z', '2026-11-21T10:17:00.123456+00:00', '>=2026-01-01', '<2026-01-01T10', '<=9999-12-31T23:59:59.999Z', '>0001-01-01', '0000-01-01', '2026-02-30', '+275760-09-13T00:00:00Z', '-000001-01-01', 'infinity', '-infinity', 'now', 'epoch', 'today',
  '2026-01-01T24:00:00', '2026-01-01T00:00:60', '>=', '', '1700000000', '2026-01-01T00:00:00+99:99', '10000-01-01',
] as const;

const NUMBERS = [0, -0, 1, -1, 2, 500, 501, 0.5, 1e-320, 1e21, 1e308, -1e308, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53, 2 ** 53 + 2, 2 ** 63, -(2 ** 63), NOT_A_NUMBER] as const;

/** A number that something has no room for. */
export function hostileNumber(dice: Dice): number {
  return dice.one(NUMBERS);
}

/** Any value of any type. */
export function hostileValue(dice: Dice, levels: number = 2): unknown {
  switch (dice.whole(0, 9)) {
    case 0: return null;
    case 1: return dice.chance(0.5);
    case 2: case 3: return hostileNumber(dice);
    case 4: return levels > 0 ? dice.many(3, () => hostileValue(dice, levels - 1)) : [];
    case 5: return levels > 0 ? Object.fromEntries(dice.many(3, () => [dice.one(HOSTILE_TEXTS), hostileValue(dice, levels - 1)])) : {};
    case 6: return dice.chance(0.1) ? nested(dice.whole(1, 150)) : dice.one(PATTERNS);
    case 7: return dice.one(TIMES);
    default: return dice.one(HOSTILE_TEXTS);
  }
}

function nested(levels: number): unknown {
  let value: unknown = 'deep';
  for (let n = 0; n < levels; n++) value = n % 2 === 0 ? [value] : { a: value };
  return value;
}
