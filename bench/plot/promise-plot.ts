// Every promise on one axis: right of the line it is kept, with the quartiles of the paired rounds as whiskers.
import { promiseText, ratioText } from '../figure-text.ts';
import { type BenchRow, isKept } from '../row.ts';
import { logAxis } from './log-axis.ts';
import { dot, drawing, stroke, words } from './svg.ts';

const WIDTH = 980;
const LEFT = 520;
const RIGHT = 150;
const TOP = 66;
const LINE = 22;
/** Characters of a name that fit. */
const MAX_NAME = 76;
/** Series of the palette: green for what is kept, red for what is not. */
const KEPT = 2;
const MISSED = 5;

/** The drawing of all rows that promise something. Throws when there is none. */
export function promisePlot(rows: readonly BenchRow[]): string {
  const promised = rows.filter((row) => row.promise !== undefined && row.ratio !== null);
  const axis = logAxis([0.5, 2, ...promised.flatMap((row) => spanOf(row))], { from: LEFT, to: WIDTH - RIGHT });
  const bottom = TOP + promised.length * LINE + 6;
  const shapes = [words(16, 24, { text: 'What was promised, and what was measured', kind: 'title' }), words(16, 44, { text: 'how many times better than promised; the bar spans the quartiles of the paired rounds', kind: 'faint' })];
  for (const tick of axis.ticks) shapes.push(stroke('grid', [axis.at(tick), TOP - 6], [axis.at(tick), bottom]), words(axis.at(tick), bottom + 16, { text: String(tick), anchor: 'middle', kind: 'faint' }));
  shapes.push(stroke('mark', [axis.at(1), TOP - 12], [axis.at(1), bottom]));
  promised.forEach((row, i) => {
    const y = TOP + i * LINE + LINE / 2;
    const series = isKept(row) === true ? KEPT : MISSED;
    const [low, high] = spanOf(row);
    shapes.push(
      words(LEFT - 10, y + 4, { text: nameOf(row), anchor: 'end' }),
      stroke(`whisker line${series}`, [axis.at(low), y], [axis.at(high), y]), dot(axis.at(worth(row, row.ratio!)), y, series),
      words(WIDTH - RIGHT + 14, y + 4, { text: `${ratioText(row.ratio)}  (${promiseText(row)})`, series }),
    );
  });
  return drawing({ width: WIDTH, height: bottom + 28 }, 'Promised ratios and measured ones', shapes);
}

/** How many times better than promised a ratio is. */
function worth({ promise }: BenchRow, ratio: number): number {
  return promise!.sense === 'at least' ? ratio / promise!.ratio : promise!.ratio / ratio;
}

function spanOf(row: BenchRow): [low: number, high: number] {
  const ends = (row.quartiles?.ratio ?? [row.ratio!, row.ratio!]).map((ratio) => worth(row, ratio));
  return [Math.min(...ends), Math.max(...ends)];
}

/** Long names are cut: the table has them whole. */
function nameOf({ name, peerName }: BenchRow): string {
  const whole = peerName === null || peerName.startsWith('promise') ? name : `${name} / ${peerName}`;
  return whole.length > MAX_NAME ? `${whole.slice(0, MAX_NAME - 1)}…` : whole;
}
