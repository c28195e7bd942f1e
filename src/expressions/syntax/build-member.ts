// Builds what follows a value: an index, a slice, and the constants of math; there are no other attributes.
import type { SyntaxNode } from '@lezer/common';
import { fail } from '../expression-error.ts';
import { type Building, childrenOf } from './building.ts';
import type { TreeNode } from './expression-tree.ts';
import { CONSTANTS, isMethodName, METHOD_ARITY } from './vocabulary.ts';

/** `target[…]` and `math.pi`. */
export function buildMember(node: SyntaxNode, building: Building): TreeNode {
  const [target, mark, ...rest] = childrenOf(node);
  if (target === undefined || mark === undefined) return fail('SYNTAX', 'something is missing here', building.column(node));
  if (mark.name === '[') return buildSubscript(target, rest.slice(0, -1), building);
  const name = rest[0] === undefined ? '' : building.written(rest[0]);
  const constant = isMath(target, building) ? CONSTANTS.get(name) : undefined;
  if (constant !== undefined) return { kind: 'constant', column: building.column(node), value: constant };
  return fail('SYNTAX', noAttribute(name), building.column(rest[0] ?? node));
}

/** Is it the bare word `math`? */
export function isMath(node: SyntaxNode, building: Building): boolean {
  return node.name === 'VariableName' && building.written(node) === 'math' && !building.isHashed(node);
}

/** What is said of an attribute that is not there. */
export function noAttribute(name: string): string {
  return isMethodName(name) ? `\`${name}\` is a method; call it: .${name}(…)` : `there is no attribute \`${name.slice(0, 50)}\`; texts have ${Object.keys(METHOD_ARITY).join(', ')}, and dicts are read with ['key']`;
}

function buildSubscript(target: SyntaxNode, inside: readonly SyntaxNode[], building: Building): TreeNode {
  const comma = inside.find((each) => each.name === ',');
  if (comma !== undefined) return fail('SYNTAX', 'one index or slice belongs in these brackets; write [a][b] for lists within lists', building.column(comma));
  const column = building.column(target);
  const [key] = inside;
  const built = building.node(target);
  if (key === undefined) return fail('SYNTAX', 'an index is missing in these brackets', column);
  if (!inside.some((each) => each.name === ':')) return { kind: 'index', column, target: built, key: building.node(key) };
  return { kind: 'slice', column, target: built, bounds: bounds(inside, building) };
}

function bounds(inside: readonly SyntaxNode[], building: Building): [TreeNode | null, TreeNode | null, TreeNode | null] {
  const found: [TreeNode | null, TreeNode | null, TreeNode | null] = [null, null, null];
  let place = 0;
  for (const each of inside) {
    if (each.name === ':') place += 1;
    else found[place] = building.node(each);
  }
  return found;
}
