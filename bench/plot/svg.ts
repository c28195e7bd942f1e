// Drawings as SVG text: shapes, words, and colours that follow the reader's light or dark theme.

/** Colours of series, told apart in both themes; the first one is always ours. */
export const SERIES_COUNT = 8;

const LIGHT = ['#0b6bcb', '#b3541e', '#1a7f37', '#8250df', '#9a6700', '#cf222e', '#0f766e', '#57606a'];
const DARK = ['#58a6ff', '#f0883e', '#3fb950', '#bc8cff', '#d29922', '#ff7b72', '#2dd4bf', '#8b949e'];

/** Where words begin, and what they are for. */
export interface TextOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly kind?: 'title' | 'label' | 'faint';
  /** Index of a series whose colour the words have. */
  readonly series?: number;
}

/** A whole drawing of a size in pixels; `label` says to readers of the page what is to be seen. */
export function drawing(size: { readonly width: number; readonly height: number }, label: string, shapes: readonly string[]): string {
  const { width, height } = size;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(label)}">
<style>${style()}</style>
<rect class="paper" width="${width}" height="${height}" rx="6"/>
${shapes.join('\n')}
</svg>
`;
}

/** Words at a place. */
export function words(x: number, y: number, options: TextOptions & { readonly text: string }): string {
  const { anchor = 'start', kind = 'label', series, text } = options;
  return `<text class="${kind}${series === undefined ? '' : ` ink${series % SERIES_COUNT}`}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

/** A straight line of a class of the style: `grid`, `axis`, `mark`, `line0` … */
export function stroke(kind: string, from: readonly [x: number, y: number], to: readonly [x: number, y: number]): string {
  return `<line class="${kind}" x1="${round(from[0])}" y1="${round(from[1])}" x2="${round(to[0])}" y2="${round(to[1])}"/>`;
}

/** A line through points, in the colour of a series; every second eight are dashed. */
export function polyline(points: readonly (readonly [x: number, y: number])[], series: number): string {
  return `<polyline class="line${series % SERIES_COUNT}${series >= SERIES_COUNT ? ' dashed' : ''}" points="${points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')}"/>`;
}

/** A filled circle in the colour of a series. */
export function dot(x: number, y: number, series: number): string {
  return `<circle class="fill${series % SERIES_COUNT}" cx="${round(x)}" cy="${round(y)}" r="3.5"/>`;
}

/** A filled box in the colour of a series. */
export function box(place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }, series: number): string {
  return `<rect class="fill${series % SERIES_COUNT}" x="${round(place.x)}" y="${round(place.y)}" width="${round(place.width)}" height="${round(place.height)}" rx="2"/>`;
}

function style(): string {
  const colours = (set: readonly string[]): string => set.map((colour, i) => `.line${i}{stroke:${colour}}.fill${i}{fill:${colour}}.ink${i}{fill:${colour}}`).join('');
  const theme = (paper: string, ink: string, lines: { faint: string; grid: string; axis: string }): string =>
    `.paper{fill:${paper}}text{fill:${ink}}.faint{fill:${lines.faint}}.grid{stroke:${lines.grid}}.axis,.mark{stroke:${lines.axis}}`;
  return `text{font:12px system-ui,sans-serif}.title{font-size:14px;font-weight:600}polyline{fill:none;stroke-width:2}line{stroke-width:1}.mark{stroke-width:1.5;stroke-dasharray:4 3}.whisker{stroke-width:2}.dashed{stroke-dasharray:6 4}`
    + `${theme('#ffffff', '#1f2328', { faint: '#59636e', grid: '#d8dee4', axis: '#59636e' })}${colours(LIGHT)}`
    + `@media (prefers-color-scheme:dark){${theme('#0d1117', '#e6edf3', { faint: '#9198a1', grid: '#2a313c', axis: '#9198a1' })}${colours(DARK)}}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function round(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`${value} is no place in a drawing`);
  return Math.round(value * 10) / 10;
}
