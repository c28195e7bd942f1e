// Builds the nodes of a tree: literals, names, brackets, and the choice between; operators and calls have files of their own.
import type { SyntaxNode } from '@lezer/common';
import { fail } from '../expression-error.ts';
import { buildBinary, buildUnary } from './build-operator.ts';
import { buildCall } from './build-call.ts';
import { buildEach } from './build-each.ts';
import { buildMember } from './build-member.ts';
import { buildText } from './build-text.ts';
import { type Building, childrenOf } from './building.ts';
import type { TreeNode } from './expression-tree.ts';
import { numberOf } from './number-literal.ts';
import { CONSTANTS, LEFT_OUT } from './vocabulary.ts';

/** Builds a node by its kind; throws SYNTAX for what is not offered. */
export function buildNode(node: SyntaxNode, building: Building): TreeNode {
  const column = building.column(node);
  switch (node.name) {
    case 'Number':
      return { kind: 'constant', column, value: numberOf(building.parsed(node), column) };
    case 'Boolean':
      return { kind: 'constant', column, value: building.written(node) === 'True' };
    case 'None':
      return { kind: 'constant', column, value: null };
    case 'String':
    case 'FormatString':
    case 'ContinuedString':
      return buildText(node, building);
    case 'VariableName':
      return buildName(node, building);
    case 'ParenthesizedExpression':
      return building.node(only(node, building));
    case 'TupleExpression':
      return { kind: 'items', column, as: 'tuple', items: itemsIn(node, building) };
    case 'ArrayExpression':
      return { kind: 'items', column, as: 'list', items: itemsIn(node, building) };
    case 'DictionaryExpression':
      return buildDict(node, building);
    case 'ArrayComprehensionExpression':
      return buildEach(childrenOf(node).slice(1, -1), building);
    case 'UnaryExpression':
      return buildUnary(node, building);
    case 'BinaryExpression':
      return buildBinary(node, building);
    case 'ConditionalExpression':
      return buildChoice(node, building);
    case 'MemberExpression':
      return buildMember(node, building);
    case 'CallExpression':
      return buildCall(node, building);
    default:
      return fail('SYNTAX', LEFT_OUT.get(node.name) ?? `\`${building.written(node).slice(0, 50)}\` is not available in expressions`, column);
  }
}

function buildName(node: SyntaxNode, building: Building): TreeNode {
  const column = building.column(node);
  const name = building.written(node);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return fail('SYNTAX', `\`${name.slice(0, 50)}\` cannot be the name of a variable; names have the letters A to Z, digits and _`, column);
  const hashed = building.isHashed(node);
  if (!building.isBound(name) && (hashed || !CONSTANTS.has(name))) building.names.add(name);
  return { kind: 'name', column, name, hashed };
}

function only(node: SyntaxNode, building: Building): SyntaxNode {
  const inner = childrenOf(node).slice(1, -1);
  const [first, second] = inner;
  if (first?.name === '*') return fail('SYNTAX', '`*` does not unpack here; join lists with +', building.column(first));
  if (first === undefined || second !== undefined) return fail('SYNTAX', 'one value belongs in these parentheses', building.column(second ?? node));
  return first;
}

function itemsIn(node: SyntaxNode, building: Building): TreeNode[] {
  const inner = childrenOf(node).slice(1, -1);
  const starred = inner.find((each) => each.name === '*' || each.name === '**');
  if (starred !== undefined) return fail('SYNTAX', '`*` does not unpack here; join lists with +', building.column(starred));
  return inner.filter((each) => each.name !== ',').map((each) => building.node(each));
}

function buildDict(node: SyntaxNode, building: Building): TreeNode {
  const inner = childrenOf(node).slice(1, -1).filter((each) => each.name !== ',');
  const colons = inner.flatMap((each, n) => (each.name === ':' ? [n] : []));
  if (inner.length !== colons.length * 3 || colons.some((place, n) => place !== n * 3 + 1)) return fail('SYNTAX', 'a dict is written {key: value, …}; `**` does not unpack here', building.column(node));
  const entries = colons.map((place) => [nodeAt(inner, place - 1, building), nodeAt(inner, place + 1, building)] as const);
  return { kind: 'dict', column: building.column(node), entries };
}

function nodeAt(nodes: readonly SyntaxNode[], place: number, building: Building): TreeNode {
  const node = nodes[place];
  return node === undefined ? fail('SYNTAX', 'something is missing here') : building.node(node);
}

// if … else: value, `if`, condition, `else`, value.
function buildChoice(node: SyntaxNode, building: Building): TreeNode {
  const children = childrenOf(node);
  if (children.length !== 5) return fail('SYNTAX', 'write: value if condition else other', building.column(node));
  return { kind: 'choice', column: building.column(node), yes: nodeAt(children, 0, building), condition: nodeAt(children, 2, building), no: nodeAt(children, 4, building) };
}
