// From a source to a tree: the parser finds the structure of Python, and what is built from it is only what is offered.
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { ExpressionError, type ExpressionFault, fail } from '../expression-error.ts';
import { EXPRESSION_LIMITS } from '../expression-limits.ts';
import { buildNode } from './build-node.ts';
import { Building } from './building.ts';
import type { TreeNode } from './expression-tree.ts';
import { prepare } from './hash-names.ts';
import { LEFT_OUT } from './vocabulary.ts';

/** A parsed expression; immutable, so it may be kept and evaluated many times. */
export interface Expression {
  readonly source: string;
  /** Variables it reads, in the order of first use; `pi` and `e` only when written `#pi`, `#e`. */
  readonly names: readonly string[];
  readonly tree: TreeNode;
}

/** Parses an expression; throws ExpressionError with the column of what is wrong or not offered. */
export function parseExpression(source: string): Expression {
  if (source.length > EXPRESSION_LIMITS.source) fail('LIMIT', `an expression has at most ${EXPRESSION_LIMITS.source} characters; this one has ${source.length}`);
  if (source.trim() === '') fail('SYNTAX', 'the expression is empty; write a value, such as 0', 1);
  const prepared = prepare(source);
  // In parentheses everything is an expression and line ends mean nothing; `1) + (2` shows by its root.
  const root = parser.parse(`(${prepared.text})`).topNode;
  const building = new Building(source, prepared, buildNode);
  requireNoError(root, building);
  const outer = root.firstChild?.firstChild;
  const spans = outer != null && outer.from === 0 && outer.to === prepared.text.length + 2;
  if (!spans || (outer.name !== 'ParenthesizedExpression' && outer.name !== 'TupleExpression')) refuseRoot(root, building);
  const tree = building.node(outer);
  return { source, names: [...building.names], tree };
}

/** What is wrong with an expression, or null. The check before anything moves. */
export function checkExpression(source: string): ExpressionFault | null {
  try {
    parseExpression(source);
    return null;
  } catch (error) {
    if (error instanceof ExpressionError) return { kind: error.kind, message: error.message, column: error.column };
    throw error;
  }
}

// The parenthesis put before the source was closed within it, or the whole is a generator.
function refuseRoot(root: SyntaxNode, building: Building): never {
  let first: SyntaxNode = root;
  while (first.firstChild !== null && !ENCLOSING.has(first.name)) first = first.firstChild;
  if (first.to >= building.source.length + 2) return fail('SYNTAX', LEFT_OUT.get(first.name) ?? 'this is not an expression', 1);
  return fail('SYNTAX', 'this is not one expression: a bracket is closed here that was not opened, or a second statement begins', building.columnAt(first.to - 1));
}

const ENCLOSING: ReadonlySet<string> = new Set(['ParenthesizedExpression', 'TupleExpression', 'ComprehensionExpression']);

// The parser mends what is wrong and goes on; the first mended place is what is reported.
function requireNoError(root: SyntaxNode, building: Building): void {
  const first: { from: number; to: number }[] = [];
  root.cursor().iterate((node) => {
    if (node.type.isError && first.length === 0) first.push({ from: node.from, to: node.to });
  });
  const [place] = first;
  if (place === undefined) return;
  const column = Math.min(building.columnAt(place.from), building.source.length + 1);
  const rest = building.source.slice(column - 1, column + 19).split('\n')[0] ?? '';
  if (rest !== '') fail('SYNTAX', `this cannot be understood from \`${rest}\` on`, column);
  // At the end nothing was found where something belongs, or the parenthesis put behind the source was one too many.
  fail('SYNTAX', place.to > place.from ? 'there is a closing bracket too many' : 'the expression ends too early; something is missing', column);
}
