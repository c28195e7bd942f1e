// The report: results.json as tables in docs/performance.md and README.md, and as plots.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { figureText, promiseText, ratioText, ratioWithQuartiles } from './figure-text.ts';
import { type Bar, barPlot } from './plot/bar-plot.ts';
import { linePlot } from './plot/line-plot.ts';
import { promisePlot } from './plot/promise-plot.ts';
import type { Circumstances, RoomResults } from './results.ts';
import { type BenchRow, isKept } from './row.ts';

const ROOT = path.join(import.meta.dirname, '..');
/** Texts that measurements leave beside the results, by the name of their place in the document. */
const TEXTS = { 'queue-cost': 'queue-cost.md' } as const;

/** Writes all of it. Throws when a document has lost one of its places. */
export function writeReport(rooms: readonly RoomResults[]): void {
  const plots = plotsOf(rooms);
  mkdirSync(path.join(ROOT, 'docs', 'plots'), { recursive: true });
  for (const [name, svg] of Object.entries(plots)) writeFileSync(path.join(ROOT, 'docs', 'plots', `${name}.svg`), svg);
  edit('docs/performance.md', { circumstances: circumstancesText(rooms), figures: figureTables(rooms), scale: scaleTable(rooms), ...texts() });
  edit('README.md', { figures: headlineTable(rooms) });
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`, for each name. Throws when a place is missing. */
export function filled(document: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((text, [name, content]) => {
    const [begin, end] = [text.indexOf(`<!-- ${name} -->`), text.indexOf(`<!-- /${name} -->`)];
    if (begin < 0 || end < begin) throw new Error(`there is no place for ${name}: put <!-- ${name} --> and <!-- /${name} --> where it belongs`);
    return `${text.slice(0, begin)}<!-- ${name} -->\n${content}\n${text.slice(end)}`;
  }, document);
}

/** The few figures for readers who have just come. */
export function headlineTable(rooms: readonly RoomResults[]): string {
  const rows = rooms.flatMap((room) => room.rows).filter(({ headline }) => headline);
  const lines = rows.map((row) => [row.name, `${figureText(row.ours)} ${row.unit}`, row.peerName?.startsWith('promise') ? '' : `${row.peerName ?? ''} ${figureText(row.peer)}`.trim(), row.peerName?.startsWith('promise') ? `at most ${figureText(row.peer)}` : promiseText(row), ratioCell(row)]);
  return markdownTable(['what', 'ours', 'beside', 'wanted', 'ratio'], lines);
}

/** All figures, room by room; what a plot shows at many sizes is left to a table of its own. */
export function figureTables(rooms: readonly RoomResults[]): string {
  return rooms.filter(({ rows }) => rows.some(({ place }) => place === undefined)).map(({ room, rows }) => {
    const lines = rows.filter(({ place }) => place === undefined).map((row) => [row.name, row.unit, figureText(row.ours), row.peerName ?? '', figureText(row.peer), ratioWithQuartiles(row), verdictOf(row), row.pairs === undefined ? '' : String(row.pairs)]);
    return `**${room}**\n\n${markdownTable(['what', 'unit', 'ours', 'beside', 'theirs', 'ratio (quartiles)', 'promise', 'pairs'], lines)}`;
  }).join('\n\n');
}

/** Times at every size, with the ratio of the largest to the smallest. */
export function scaleTable(rooms: readonly RoomResults[]): string {
  const lines = scaleLines(rooms);
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(([size]) => size)))].sort((a, b) => a - b);
  if (sizes.length === 0) return 'Not measured yet.';
  return markdownTable(['operation, ms', ...sizes.map((size) => figureText(size)), 'ratio (quartiles)', 'promise'], lines.map(({ label, points, last }) =>
    [label, ...sizes.map((size) => figureText(points.find(([at]) => at === size)?.[1] ?? null)), ratioWithQuartiles(last), verdictOf(last) || 'excluded']));
}

/** The drawings by their names; those without figures are absent. */
export function plotsOf(rooms: readonly RoomResults[]): Record<string, string> {
  const rows = rooms.flatMap((room) => room.rows);
  const lines = scaleLines(rooms).filter(({ last }) => last.promise !== undefined);
  const queue = rooms.filter(({ room }) => room === 'claim and finish' || room === 'enqueue').flatMap((room) => room.rows);
  const latency = rooms.filter(({ room }) => room === 'live latency').flatMap((room) => room.rows);
  return {
    ...(rows.some(({ promise }) => promise) ? { promises: promisePlot(rows) } : {}),
    ...(lines.length > 0 ? { scale: linePlot({ title: 'The same operation at 1,000 to 1,000,000 tasks', xTitle: 'tasks', yTitle: 'milliseconds', lines }) } : {}),
    ...(queue.length > 0 ? { queue: barPlot({ title: 'Tasks in and out, beside job queues and hand-written SQL on the same PostgreSQL', unit: 'tasks a second', groups: groupsOf(queue) }) } : {}),
    ...(latency.some(({ peer }) => peer !== null) ? { latency: barPlot({ title: 'From a commit to a subscriber', unit: 'milliseconds', groups: groupsOf(latency) }) } : {}),
  };
}

function scaleLines(rooms: readonly RoomResults[]): { label: string; points: readonly (readonly [number, number])[]; last: BenchRow }[] {
  const placed = rooms.flatMap((room) => room.rows).filter(({ place, ours, peer }) => place?.plot === 'scale' && ours !== null && peer !== null);
  return [...Map.groupBy(placed, ({ place }) => place!.line)].map(([label, found]) => {
    const rows = found.toSorted((a, b) => a.place!.x - b.place!.x);
    const last = rows.at(-1)!;
    return { label, last, points: [[SMALLEST, last.peer!] as const, ...rows.map((row) => [row.place!.x, row.ours!] as const)] };
  });
}

/** Tasks of the smallest database, which the others are compared with. */
const SMALLEST = 1_000;

/** Rows of one name are one group: ours, as measured beside the first peer, and each peer. */
function groupsOf(rows: readonly BenchRow[]): { title: string; bars: Bar[] }[] {
  const colours = ['switchyard', ...new Set(rows.flatMap(({ peerName }) => peerName ?? []))];
  const comparable = rows.filter((row) => row.ours !== null && row.peer !== null);
  return [...Map.groupBy(comparable, ({ name }) => name)].map(([title, group]) => ({
    title,
    bars: [{ label: 'switchyard', value: group[0]!.ours!, series: 0 }, ...group.map((row) => ({ label: row.peerName!, value: row.peer!, series: colours.indexOf(row.peerName!) }))],
  }));
}

function circumstancesText(rooms: readonly RoomResults[]): string {
  return [...Map.groupBy(rooms, ({ circumstances }) => machineText(circumstances))].map(([machine, ones]) => `* ${ones.map(({ room }) => room).join(', ')}: ${machine}`).join('\n');
}

function machineText({ at, cpu, cores, memory, platform, versions }: Circumstances): string {
  return `${at.slice(0, 10)}, ${cpu}, ${cores} cores, ${Math.round(memory / 2 ** 30)} GB, ${platform}; ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}`;
}

function ratioCell(row: BenchRow): string {
  if (row.ratio === null || row.peerName?.startsWith('promise')) return isKept(row) === false ? '**missed**' : '';
  return isKept(row) === false ? `**${ratioText(row.ratio)}**` : ratioText(row.ratio);
}

function verdictOf(row: BenchRow): string {
  const kept = isKept(row);
  return kept === null ? '' : `${promiseText(row)} ${kept ? 'kept' : '**missed**'}`;
}

function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const isFigure = head.map((_, i) => lines.every((line) => /^[-\d.,]*$/.test(line[i]!)));
  const rule = isFigure.map((yes) => (yes ? '---:' : '---'));
  return [head, rule, ...lines].map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

function texts(): Record<string, string> {
  return Object.fromEntries(Object.entries(TEXTS).map(([name, file]) => {
    const place = path.join(import.meta.dirname, file);
    return [name, existsSync(place) ? readFileSync(place, 'utf8').trimEnd() : 'Not measured yet.'];
  }));
}

function edit(file: string, places: Readonly<Record<string, string>>): void {
  const place = path.join(ROOT, file);
  writeFileSync(place, filled(readFileSync(place, 'utf8'), places));
}
