// Horizontal bars in groups, each as long as its share of the longest one of its group.
import { figureText } from '../figure-text.ts';
import { box, drawing, words } from './svg.ts';

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
  const height = TOP + groups.reduce((sum, { bars }) => sum + GROUP_TITLE + bars.length * BAR + GAP, 0);
  const shapes = [words(16, 24, { text: title, kind: 'title' }), words(WIDTH - 16, 24, { text: unit, anchor: 'end', kind: 'faint' })];
  let y = TOP;
  for (const { title: group, bars } of groups) {
    shapes.push(words(16, y + 16, { text: group }));
    y += GROUP_TITLE;
    const longest = Math.max(...bars.map(({ value }) => value));
    for (const { label, value, series } of bars) {
      const width = Math.max(1, ((WIDTH - RIGHT - LEFT) * value) / longest);
      shapes.push(
        words(LEFT - 8, y + 13, { text: label, anchor: 'end', series }),
        box({ x: LEFT, y: y + 3, width, height: BAR - 5 }, series),
        words(LEFT + width + 6, y + 13, { text: figureText(value), kind: 'faint' }),
      );
      y += BAR;
    }
    y += GAP;
  }
  return drawing({ width: WIDTH, height }, title, shapes);
}
