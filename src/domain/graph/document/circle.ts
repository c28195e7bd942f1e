// An order of the nodes of a graph, and a circle where there is none.
import { ROOT_INPUT, type DocumentConnection } from '../graph-document.ts';

/** Nodes in an order in which each comes after all that feed it, the lower number first where both may; those on circles and behind them are left out. */
export function feedingOrder(nodes: number, connections: readonly DocumentConnection[]): readonly number[] {
  const feeds = Array.from({ length: nodes }, () => new Set<number>());
  const open = Array.from({ length: nodes }, () => 0);
  for (const { source_id: source, target_id: target } of innerEdges(nodes, connections)) {
    if (feeds[source]!.has(target)) continue;
    feeds[source]!.add(target);
    open[target]!++;
  }
  const order: number[] = [];
  // At most 200 nodes: looking for the lowest ready one each time is cheap.
  const ready = new Set(open.flatMap((count, node) => (count === 0 ? [node] : [])));
  while (ready.size > 0) {
    const node = Math.min(...ready);
    ready.delete(node);
    order.push(node);
    for (const next of feeds[node]!) if (--open[next]! === 0) ready.add(next);
  }
  return order;
}

/** Nodes of one circle, each feeding the next and the last the first; null when there is none. */
export function circleOf(nodes: number, connections: readonly DocumentConnection[]): readonly number[] | null {
  const settled = new Set(feedingOrder(nodes, connections));
  if (settled.size === nodes) return null;
  const feeders = new Map<number, number>();
  for (const { source_id: source, target_id: target } of innerEdges(nodes, connections)) if (!settled.has(source)) feeders.set(target, source);
  // Whatever cannot be settled is fed by something that cannot be either: going back that way must come to where it has been.
  const places = new Map<number, number>();
  let node = [...feeders.keys()][0]!;
  while (!places.has(node)) {
    places.set(node, places.size);
    node = feeders.get(node)!;
  }
  return [...places.keys()].slice(places.get(node)).toReversed();
}

function innerEdges(nodes: number, connections: readonly DocumentConnection[]): readonly DocumentConnection[] {
  return connections.filter(({ source_id: source, target_id: target }) => source !== ROOT_INPUT && source < nodes && target < nodes);
}
