// Which part of an operation makes it dear: the names of the fields that lead to it.
import { type GraphQLCompositeType, isCompositeType, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { Pricing } from './pricing.ts';
import { onPage } from './tally.ts';

/** Longest path that is told. */
const MAX_STEPS = 12;

/** Follows the dearest selection of each level, such as `runs.nodes.tasks.nodes`. `rows` = the size of the page that the set is part of. */
export function dearestPath(pricing: Pricing, set: SelectionSetNode, type: GraphQLCompositeType): string {
  const path: string[] = [];
  let here: { set: SelectionSetNode | undefined; type: GraphQLCompositeType; rows: number } = { set, type, rows: 1 };
  for (let steps = 0; here.set && path.length < MAX_STEPS && steps < MAX_STEPS * MAX_STEPS; steps++) {
    const { type: around, rows } = here;
    const next = dearest(here.set.selections, (selection) => onPage(rows, pricing.ofSelection(selection, around)).points);
    if (!next) break;
    if (next.kind === Kind.FIELD) {
      if (next.selectionSet === undefined && path.length > 0) break;
      path.push(next.name.value);
    }
    if (pricing.innerSet(next) === undefined) break;
    const inner = pricing.innerType(next, around);
    if (!isCompositeType(inner)) break;
    here = { set: pricing.innerSet(next), type: inner, rows: next.kind === Kind.FIELD ? pricing.pageUnder(next, around) : rows };
  }
  return path.join('.');
}

function dearest(selections: readonly SelectionNode[], costOf: (selection: SelectionNode) => number): SelectionNode | undefined {
  let best: { selection: SelectionNode; cost: number } | undefined;
  for (const selection of selections) {
    const cost = costOf(selection);
    if (best === undefined || cost > best.cost) best = { selection, cost };
  }
  return best?.selection;
}
