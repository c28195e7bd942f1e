// Regular expressions that filters take: a language small enough to mean the same in every engine, without a way back.
import { invalid, type InputPath } from '../input/check.ts';
import type { PatternNode } from './pattern-node.ts';
import { PatternReader } from './pattern-reader.ts';
import { plainPattern } from './plain-pattern.ts';

/** Longest pattern of a filter, in characters. */
export const MAX_PATTERN = 255;
/** Longest pattern of any dialect: theirs may name a whole path with each of its signs escaped. */
export const MAX_LONG_PATTERN = 4_000;
/** Most characters and classes that a pattern may stand for with its counted repetitions written out: engines do write them out. */
export const MAX_PATTERN_WEIGHT = 1_000;

/**
 * Parses a pattern: characters, `.`, classes such as `[a-z]` and `\d \w \s`, groups, `|`, `^`, `$` and the quantifiers `* + ? {2,5}`.
 * Throws INVALID, with the place in the message, for anything else: back references, look-around and options among it.
 */
export function parsePattern(text: string, path: InputPath, max: number = MAX_PATTERN): PatternNode {
  if (text.length > max) invalid(path, `a pattern must have at most ${max} characters, has ${text.length}`);
  const reader = new PatternReader(text, path);
  const node = reader.read();
  if (plainPattern(node) === null && weightOf(node) > MAX_PATTERN_WEIGHT) invalid(path, `the pattern stands for more than ${MAX_PATTERN_WEIGHT} characters with its repetitions written out: count lower`);
  return node;
}

function weightOf(node: PatternNode): number {
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      return node.parts.reduce((sum, part) => sum + weightOf(part), 1);
    case 'repeat':
      return weightOf(node.part) * Math.max(1, node.min, node.max ?? 0);
    default:
      return 1;
  }
}
