// Patterns on rows in memory: an engine that never goes back, so that no pattern takes longer than its length times that of the text.
import { RE2JS } from 're2js';
import type { PatternEngine } from '../../domain/filter/filter-match.ts';
import { foldPattern, writePattern } from '../../domain/filter/pattern-text.ts';
import { foldCase } from '../../domain/filter/text-order.ts';
import { MAX_LONG_PATTERN, parsePattern } from '../../domain/filter/text-pattern.ts';

/** Prepares the test of a pattern; it finds what PostgreSQL finds. */
export const linearEngine: PatternEngine = (pattern, ignoreCase) => {
  const node = parsePattern(pattern, ['pattern'], MAX_LONG_PATTERN);
  const compiled = RE2JS.compile(writePattern(ignoreCase ? foldPattern(node) : node, (code) => `\\x{${code.toString(16)}}`), RE2JS.DOTALL);
  return (text) => compiled.test(ignoreCase ? foldCase(text) : text);
};
