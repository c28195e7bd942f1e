// Patterns that need no engine: those that say no more than equality, a beginning, an end or a part.
import type { TextOp } from './filter.ts';
import type { PatternNode } from './pattern-node.ts';

/** What a pattern says in plain words. */
export interface PlainPattern {
  readonly op: TextOp | 'eq';
  readonly text: string;
}

/** The plain words for a pattern, or null when it says more. */
export function plainPattern(node: PatternNode): PlainPattern | null {
  const parts = flat(node);
  const start = parts[0]?.kind === 'start';
  const end = parts.length > (start ? 1 : 0) && parts.at(-1)?.kind === 'end';
  const inner = parts.slice(start ? 1 : 0, end ? -1 : parts.length);
  const openStart = !start || isAnything(inner[0]);
  const openEnd = !end || isAnything(inner.at(-1));
  const letters = inner.slice(isAnything(inner[0]) ? 1 : 0, inner.length > 1 && isAnything(inner.at(-1)) ? -1 : inner.length);
  if (!letters.every((part) => part.kind === 'literal')) return null;
  const text = letters.map((part) => String.fromCodePoint(part.code)).join('');
  if (openStart) return { op: openEnd ? 'contains' : 'endsWith', text };
  return { op: openEnd ? 'startsWith' : 'eq', text };
}

function flat(node: PatternNode): readonly PatternNode[] {
  return node.kind === 'sequence' ? node.parts.flatMap(flat) : [node];
}

function isAnything(node: PatternNode | undefined): boolean {
  return node?.kind === 'repeat' && node.part.kind === 'any' && node.min === 0 && node.max === null;
}
