// Patterns as Python writes them, in the words of ours: what is written otherwise but means the same.
import { invalid, type InputPath } from '../input/check.ts';
import { MAX_LONG_PATTERN, parsePattern } from './text-pattern.ts';

/** A pattern of ours, and whether it ignores case. */
export interface PlainWords {
  readonly pattern: string;
  readonly ignoreCase: boolean;
}

/**
 * The pattern of a text in Python's language: leading options such as `(?i)`, named groups, `\A` and `\Z`, and signs that stand for
 * themselves there (a brace that counts nothing, a bracket in a class). Throws INVALID for what is no pattern and for what only
 * engines that go back can find: look-around, references, word boundaries.
 */
export function pythonPattern(text: string, path: InputPath): PlainWords {
  const options = /^\(\?([aimsux]+)\)/.exec(text);
  const flags = options?.[1] ?? '';
  if (flags.includes('x') || flags.includes('m')) invalid(path, `the pattern has the option ${flags}, which is not known here: only i, s, a and u are`);
  const pattern = rewritten(text.slice(options?.[0].length ?? 0));
  parsePattern(pattern, path, MAX_LONG_PATTERN);
  return { pattern, ignoreCase: flags.includes('i') };
}

const COUNT = /^\{(?:\d+(?:,\d*)?|,\d+)\}/;

function rewritten(text: string): string {
  let found = '';
  let at = 0;
  while (at < text.length) {
    const [piece, taken] = pieceAt(text, at);
    found += piece;
    at += taken;
  }
  return found;
}

// The next piece in our words, and how much of the text it stands for.
function pieceAt(text: string, at: number): [piece: string, taken: number] {
  const sign = text[at]!;
  if (sign === '\\') return escapeAt(text, at);
  if (sign === '[') return classAt(text, at);
  if (sign === '{') {
    const count = COUNT.exec(text.slice(at, at + 24))?.[0];
    if (count === undefined || at === 0) return ['\\{', 1];
    return [count.startsWith('{,') ? `{0${count.slice(1)}` : count, count.length];
  }
  if (sign === '}' || sign === ']') return [`\\${sign}`, 1];
  const name = sign === '(' ? /^\(\?P<\w{1,100}>/.exec(text.slice(at, at + 106)) : null;
  return name === null ? [sign, 1] : ['(', name[0].length];
}

const CODES = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/;

function escapeAt(text: string, at: number): [piece: string, taken: number] {
  const sign = text[at + 1];
  if (sign === 'A') return ['^', 2];
  if (sign === 'Z') return ['$', 2];
  const code = CODES.exec(text.slice(at, at + 6));
  if (code === null) return [text.slice(at, at + 2), 2];
  const letter = String.fromCharCode(Number.parseInt(code[1] ?? code[2]!, 16)).toWellFormed();
  return [/[\w\0]/.test(letter) ? letter : `\\${letter}`, code[0].length];
}

// A class with its brackets: inside, Python takes an opening one for itself, and a closing one when it is the first.
function classAt(text: string, at: number): [piece: string, taken: number] {
  let end = at + (text[at + 1] === '^' ? 2 : 1);
  let found = text.slice(at, end);
  const first = end;
  for (; end < text.length && (text[end] !== ']' || end === first); end++) {
    if (text[end] === '\\') found += text.slice(end, ++end + 1);
    else found += text[end] === '[' || text[end] === ']' ? `\\${text[end]}` : text[end];
  }
  return end < text.length ? [`${found}]`, end + 1 - at] : [text.slice(at), text.length - at];
}
