// Builds operators: a chain of them leans to the left in the parser's tree and is laid flat here, so that long sums are not deep.
import type { SyntaxNode } from '@lezer/common';
import { fail } from '../expression-error.ts';
import { buildLogic, isLogic, requireNoLogic } from './build-logic.ts';
import { type Building, childrenOf } from './building.ts';
import type { ArithmeticOperator, ComparisonOperator, Link, TreeNode } from './expression-tree.ts';

const ARITHMETIC: readonly string[] = ['+', '-', '*', '/', '//', '%', '**'] satisfies ArithmeticOperator[];
const COMPARISON: readonly string[] = ['<', '<=', '>', '>=', '==', '!=', 'in', 'not in', 'is', 'is not'] satisfies ComparisonOperator[];

interface Pair {
  readonly left: SyntaxNode;
  readonly operator: string;
  readonly operatorNode: SyntaxNode;
  readonly right: SyntaxNode;
}

/** Arithmetic, comparisons, `and` and `or`. */
export function buildBinary(node: SyntaxNode, building: Building): TreeNode {
  if (isLogic(node, building)) return buildLogic(node, building);
  const pair = pairOf(node, building);
  const family = familyOf(pair.operator);
  if (family === null) return fail('SYNTAX', `\`${pair.operator}\` is not available; there are + - * / // % **, comparisons, and, or`, building.column(pair.operatorNode));
  const pairs = leaning(pair, family, building);
  for (const each of [pairs[0]?.left ?? pair.left, ...pairs.map(({ right }) => right)]) requireNoLogic(each, building);
  const first = building.node(pairs[0]?.left ?? pair.left);
  const column = building.column(pair.operatorNode);
  if (family === 'arithmetic') return { kind: 'arithmetic', column, first, links: pairs.map((each) => link<ArithmeticOperator>(each, building)) };
  for (const each of pairs) requireNone(each, building);
  return { kind: 'comparison', column, first, links: pairs.map((each) => link<ComparisonOperator>(each, building)) };
}

/** `-x`, `+x`, `not x`. */
export function buildUnary(node: SyntaxNode, building: Building): TreeNode {
  if (isLogic(node, building)) return buildLogic(node, building);
  const [sign, operand] = childrenOf(node);
  const operator = sign === undefined ? '' : building.written(sign);
  if (operand === undefined || (operator !== '-' && operator !== '+')) return fail('SYNTAX', `\`${operator}\` is not available; there are -, + and not`, building.column(node));
  requireNoLogic(operand, building);
  return { kind: 'unary', column: building.column(node), operator, operand: building.node(operand) };
}

function pairOf(node: SyntaxNode, building: Building): Pair {
  const children = childrenOf(node);
  const [left, right, operators] = [children[0], children.at(-1), children.slice(1, -1)];
  const [operatorNode] = operators;
  if (left === undefined || right === undefined || operatorNode === undefined) return fail('SYNTAX', 'an operator stands between two values', building.column(node));
  return { left, right, operatorNode, operator: operators.map((each) => building.written(each)).join(' ') };
}

type Family = 'arithmetic' | 'comparison';

function familyOf(operator: string): Family | null {
  return ARITHMETIC.includes(operator) ? 'arithmetic' : COMPARISON.includes(operator) ? 'comparison' : null;
}

// Down the left side as long as the family is the same; what stands in parentheses is another kind of node and ends it.
function leaning(last: Pair, family: Family, building: Building): Pair[] {
  const pairs = [last];
  for (let left = last.left; left.name === 'BinaryExpression';) {
    const pair = pairOf(left, building);
    if (familyOf(pair.operator) !== family) break;
    pairs.push(pair);
    left = pair.left;
  }
  return pairs.toReversed();
}

function link<Operator extends ArithmeticOperator | ComparisonOperator>(pair: Pair, building: Building): Link<Operator> {
  return { operator: pair.operator as Operator, right: building.node(pair.right), column: building.column(pair.operatorNode) };
}

function requireNone({ operator, operatorNode, right }: Pair, building: Building): void {
  if (operator.startsWith('is') && right.name !== 'None') fail('SYNTAX', `\`${operator}\` goes with None only; write ${operator === 'is' ? '==' : '!='}`, building.column(operatorNode));
}
