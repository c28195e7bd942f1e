// Horizontal bars in groups, on a logarithmic axis.
import { figureText } from '../figure-text.ts';
import { logAxis } from './log-axis.ts';
import { box, drawing, stroke, words } from './svg.ts';

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Colour: the same thing has the same in every group. */
  readonly series: number;
}

/** What is shown. */
export interface BarPlot {
  readonly title: string;
  readonly unit: string;
  readonly groups: readonly { readonly title: string; readonly bars: readonly Bar[] }[];
}

const WIDTH = 860;
const LEFT = 250;
const RIGHT = 70;
const TOP = 46;
const BAR = 18;
const GROUP_TITLE = 24;
const GAP = 10;

/** The drawing. */
export function barPlot({ title, unit, groups }: BarPlot): string {
  const height = TOP + groups.reduce((sum, { bars }) => sum + GROUP_TITLE + bars.length * BAR + GAP, 0) + 34;
  const bottom = height - 34;
  const axis = logAxis(groups.flatMap(({ bars }) => bars.map(({ value }) => value / 1.5)).concat(groups.flatMap(({ bars }) => bars.map(({ value }) => value))), { from: LEFT, to: WIDTH - RIGHT });
  const shapes = [words(16, 24, { text: title, kind: 'title' })];
  for (const tick of axis.ticks) {
    shapes.push(stroke('grid', [axis.at(tick), TOP], [axis.at(tick), bottom]), words(axis.at(tick), bottom + 16, { text: figureText(tick), anchor: 'middle', kind: 'faint' }));
  }
  let y = TOP;
  for (const { title: group, bars } of groups) {
    shapes.push(words(16, y + 16, { text: group }));
    y += GROUP_TITLE;
    for (const { label, value, series } of bars) {
      shapes.push(
        words(LEFT - 8, y + 13, { text: label, anchor: 'end', series }),
        box({ x: LEFT, y: y + 3, width: Math.max(1, axis.at(value) - LEFT), height: BAR - 5 }, series),
        words(axis.at(value) + 6, y + 13, { text: figureText(value), kind: 'faint' }),
      );
      y += BAR;
    }
    y += GAP;
  }
  shapes.push(words(WIDTH - RIGHT, height - 4, { text: `${unit}, logarithmic`, anchor: 'end', kind: 'faint' }));
  return drawing({ width: WIDTH, height }, title, shapes);
}
