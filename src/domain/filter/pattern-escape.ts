// What stands behind a backslash in a pattern.
import type { CodeRange } from './pattern-node.ts';

interface EscapedClass {
  readonly negated: boolean;
  readonly ranges: readonly CodeRange[];
}

const DIGITS: readonly CodeRange[] = [[0x30, 0x39]];
const WORD_SIGNS: readonly CodeRange[] = [...DIGITS, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const SPACES: readonly CodeRange[] = [[0x09, 0x0d], [0x20, 0x20]];

const CLASSES = new Map<string | undefined, EscapedClass>([
  ['d', { negated: false, ranges: DIGITS }],
  ['D', { negated: true, ranges: DIGITS }],
  ['w', { negated: false, ranges: WORD_SIGNS }],
  ['W', { negated: true, ranges: WORD_SIGNS }],
  ['s', { negated: false, ranges: SPACES }],
  ['S', { negated: true, ranges: SPACES }],
]);
const CONTROLS = new Map([['t', 0x09], ['n', 0x0a], ['v', 0x0b], ['f', 0x0c], ['r', 0x0d]]);

/** The class that `\d`, `\w`, `\s` and their opposites stand for, of ASCII alone; null for other signs. */
export function classOfEscape(sign: string | undefined): EscapedClass | null {
  return CLASSES.get(sign) ?? null;
}

/** The character that an escape stands for: a control, or the sign itself unless it is a letter or digit; null for what is not known. */
export function literalOfEscape(sign: string | undefined): number | null {
  if (sign === undefined) return null;
  return CONTROLS.get(sign) ?? (/^[a-zA-Z0-9]$/.test(sign) ? null : sign.codePointAt(0)!);
}
