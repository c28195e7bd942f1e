// Sums of costs where one factor is still open: the size of the page that rows will be on.

/** Points, and objects among them. */
export interface Cost {
  readonly points: number;
  readonly nodes: number;
}

/** `fixed`, and `row` for each row of the page that the selection is part of: a fragment on a connection is summed up once for all its page sizes. */
export interface Tally {
  readonly fixed: Cost;
  readonly row: Cost;
}

/** Nothing. */
export const FREE: Cost = { points: 0, nodes: 0 };
/** Nothing, on a page of any size. */
export const EMPTY: Tally = { fixed: FREE, row: FREE };

/** Both. */
export function plus(a: Cost, b: Cost): Cost {
  return { points: a.points + b.points, nodes: a.nodes + b.nodes };
}

/** So many times. */
export function times(n: number, { points, nodes }: Cost): Cost {
  return { points: n * points, nodes: n * nodes };
}

/** Both, side by side. */
export function join(a: Tally, b: Tally): Tally {
  return { fixed: plus(a.fixed, b.fixed), row: plus(a.row, b.row) };
}

/** At most one of both: of each part the larger. */
export function either(a: Tally, b: Tally): Tally {
  return { fixed: larger(a.fixed, b.fixed), row: larger(a.row, b.row) };
}

/** On a page of this size. */
export function onPage(size: number, { fixed, row }: Tally): Cost {
  return plus(fixed, times(size, row));
}

function larger(a: Cost, b: Cost): Cost {
  return { points: Math.max(a.points, b.points), nodes: Math.max(a.nodes, b.nodes) };
}
