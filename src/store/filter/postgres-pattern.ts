// Patterns in the words of PostgreSQL.
import { foldPattern, writePattern } from '../../domain/filter/pattern-text.ts';
import { MAX_LONG_PATTERN, parsePattern } from '../../domain/filter/text-pattern.ts';

/** The pattern for the operator `~` under the collation "C"; one that ignores case is for the text in lower case. */
export function postgresPattern(pattern: string, ignoreCase: boolean): string {
  const node = parsePattern(pattern, ['pattern'], MAX_LONG_PATTERN);
  return writePattern(ignoreCase ? foldPattern(node) : node, (code) => `\\U${code.toString(16).padStart(8, '0')}`);
}
