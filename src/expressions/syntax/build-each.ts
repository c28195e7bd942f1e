// Builds `item for name in list if condition`: a list made from another, with one name bound.
import type { SyntaxNode } from '@lezer/common';
import { fail } from '../expression-error.ts';
import type { Building } from './building.ts';
import type { TreeNode } from './expression-tree.ts';

/** `item for name in source if … if …`, the brackets left out; also what a call may have as its only argument. */
export function buildEach(parts: readonly SyntaxNode[], building: Building): TreeNode {
  const [item, loop, name, within, source, ...filters] = parts;
  if (item === undefined || source === undefined || name === undefined || loop?.name !== 'for' || within?.name !== 'in' || name.name !== 'VariableName') {
    return fail('SYNTAX', 'write [… for name in list if condition], with one name', building.column(name ?? item ?? parts[0] ?? fail('SYNTAX', 'the list is empty')));
  }
  const bound = building.written(name);
  const column = building.column(loop);
  const through = building.node(source);
  return building.binding(bound, () => {
    const kept = filters.filter((each, n) => {
      if (n % 2 === 1) return true;
      return each.name === 'if' ? false : fail('SYNTAX', 'one `for` only; what follows may be `if condition`', building.column(each));
    });
    return { kind: 'each', column, item: building.node(item), name: bound, source: through, filters: kept.map((each) => building.node(each)) };
  });
}
