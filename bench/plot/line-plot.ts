// Lines on two logarithmic axes, each named at its right end.
import { figureText } from '../figure-text.ts';
import { logAxis } from './log-axis.ts';
import { dot, drawing, polyline, stroke, words } from './svg.ts';

/** What is shown; the points of a line rise in x. */
export interface LinePlot {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly lines: readonly { readonly label: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
}

const WIDTH = 860;
const HEIGHT = 460;
const LEFT = 60;
const RIGHT = 330;
const TOP = 56;
const BOTTOM = 50;
/** Pixels between two names at the right. */
const LEADING = 17;

/** The drawing. */
export function linePlot({ title, xTitle, yTitle, lines }: LinePlot): string {
  const x = logAxis(lines.flatMap(({ points }) => points.map(([at]) => at)), { from: LEFT, to: WIDTH - RIGHT });
  const y = logAxis(lines.flatMap(({ points }) => points.map(([, at]) => at)), { from: HEIGHT - BOTTOM, to: TOP });
  const shapes = [words(16, 24, { text: title, kind: 'title' }), words(16, 44, { text: yTitle, kind: 'faint' }), words(WIDTH - RIGHT, HEIGHT - 10, { text: xTitle, anchor: 'end', kind: 'faint' })];
  for (const tick of y.ticks) shapes.push(stroke('grid', [LEFT, y.at(tick)], [WIDTH - RIGHT, y.at(tick)]), words(LEFT - 6, y.at(tick) + 4, { text: figureText(tick), anchor: 'end', kind: 'faint' }));
  for (const tick of x.ticks.filter((value) => Number.isInteger(Math.log10(value)))) shapes.push(stroke('grid', [x.at(tick), TOP], [x.at(tick), HEIGHT - BOTTOM]), words(x.at(tick), HEIGHT - BOTTOM + 16, { text: figureText(tick), anchor: 'middle', kind: 'faint' }));
  const names = spread(lines.map(({ points }) => y.at(points.at(-1)![1])));
  lines.forEach(({ label, points }, i) => {
    const places = points.map(([px, py]) => [x.at(px), y.at(py)] as const);
    const [endX, endY] = places.at(-1)!;
    shapes.push(polyline(places, i), ...places.map(([px, py]) => dot(px, py, i)));
    shapes.push(stroke('grid', [endX + 5, endY], [WIDTH - RIGHT + 22, names[i]!]), words(WIDTH - RIGHT + 26, names[i]! + 4, { text: label, series: i }));
  });
  return drawing({ width: WIDTH, height: HEIGHT }, title, shapes);
}

/** Heights near the wanted ones that leave room for a line of text between any two. */
function spread(wanted: readonly number[]): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const found = [...wanted];
  order.forEach((i, n) => { if (n > 0) found[i] = Math.max(found[i]!, found[order[n - 1]!]! + LEADING); });
  const beyond = Math.max(0, found[order.at(-1)!]! - (HEIGHT - 12));
  order.toReversed().forEach((i, n) => {
    const below = n === 0 ? HEIGHT - 12 + LEADING : found[order[order.length - n]!]!;
    if (beyond > 0) found[i] = Math.min(found[i]!, below - LEADING);
  });
  return found;
}
