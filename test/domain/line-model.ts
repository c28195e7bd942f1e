// The plainest model of a queue's line: a list, in which a move takes items out and puts them in elsewhere.

/** A place as the model knows it; the ends are indexes. */
export type LinePlace = { readonly before: string } | { readonly after: string } | { readonly index: number };

/** What stands in a line. */
export interface LineItem {
  readonly id: string;
  readonly priority: number;
}

/** The list with the items at the place, with the priority of the one behind them (at the end: before them; after one: of that one); null when the item that the place names is not there. */
export function lineMoved<Item extends LineItem>(line: readonly Item[], ids: readonly string[], to: LinePlace): Item[] | null {
  const moved = ids.map((id) => line.find((item) => item.id === id)!);
  return lineWith(line.filter((item) => !ids.includes(item.id)), moved, to);
}

/** The list with further items at the place; null when the item that the place names is not there. */
export function lineWith<Item extends LineItem>(others: readonly Item[], items: readonly Item[], to: LinePlace): Item[] | null {
  const at = 'index' in to ? Math.min(to.index, others.length) : others.findIndex((item) => item.id === ('before' in to ? to.before : to.after));
  if (at < 0) return null;
  const start = 'after' in to ? at + 1 : at;
  const neighbour = 'after' in to ? others[at] : (others[at] ?? others.at(-1));
  return others.toSpliced(start, 0, ...items.map((item) => ({ ...item, priority: neighbour?.priority ?? items[0]!.priority })));
}
