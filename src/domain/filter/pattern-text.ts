// Patterns written out for an engine, and what they mean for texts in lower case.
import { foldLetter } from './text-order.ts';
import type { CodeRange, PatternNode } from './pattern-node.ts';

/** How an engine writes a character by its number; everything else that is written means the same in all of them. */
export type WriteCode = (code: number) => string;

/** The pattern for an engine in which `.` is any character and `^` and `$` are the ends of the whole text. */
export function writePattern(node: PatternNode, write: WriteCode): string {
  switch (node.kind) {
    case 'literal':
      return signOf(node.code, write);
    case 'any':
      return '.';
    case 'start':
      return '^';
    case 'end':
      return '$';
    case 'class':
      return `[${node.negated ? '^' : ''}${node.ranges.map(([from, to]) => (from === to ? signOf(from, write) : `${signOf(from, write)}-${signOf(to, write)}`)).join('')}]`;
    case 'sequence':
      return `(?:${node.parts.map((part) => writePattern(part, write)).join('')})`;
    case 'choice':
      return `(?:${node.parts.map((part) => writePattern(part, write)).join('|')})`;
    case 'repeat':
      return `(?:${writePattern(node.part, write)})${quantifierOf(node.min, node.max)}`;
  }
}

/** The pattern that finds in a text in lower case what this one finds whatever the case. */
export function foldPattern(node: PatternNode): PatternNode {
  switch (node.kind) {
    case 'literal':
      return { kind: 'literal', code: foldCode(node.code) };
    case 'class':
      return { ...node, ranges: [...node.ranges, ...node.ranges.flatMap(foldedOf)] };
    case 'sequence':
    case 'choice':
      return { ...node, parts: node.parts.map(foldPattern) };
    case 'repeat':
      return { ...node, part: foldPattern(node.part) };
    default:
      return node;
  }
}

function quantifierOf(min: number, max: number | null): string {
  if (max === null) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return `{${min},${max}}`;
}

// Letters and digits stand for themselves in every engine; the rest is written by number.
function signOf(code: number, write: WriteCode): string {
  const sign = String.fromCodePoint(code);
  return /^[a-zA-Z0-9]$/.test(sign) ? sign : write(code);
}

let capitals: readonly CodeRange[] | undefined;

// Ranges are of any length, letters with another lower case are some 1,400: go through those.
function foldedOf([from, to]: CodeRange): CodeRange[] {
  capitals ??= capitalsOf();
  return capitals.filter(([capital]) => capital >= from && capital <= to).map(([, small]) => [small, small]);
}

function capitalsOf(): CodeRange[] {
  const found: CodeRange[] = [];
  for (let code = 0; code < 0x20000; code++) if (foldCode(code) !== code) found.push([code, foldCode(code)]);
  return found;
}

function foldCode(code: number): number {
  return code >= 0xd800 && code <= 0xdfff ? code : foldLetter(String.fromCodePoint(code)).codePointAt(0)!;
}
