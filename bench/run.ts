// `npm run bench`: measures, prints one table, merges the figures into bench/results.json and renders the report.
// `npm run bench -- word …` measures the rooms whose name has one of the words; `--quick` only tries the tools and keeps nothing;
// `--report` only renders what is in results.json.
import { parseArgs } from 'node:util';
import { figureText, promiseText, ratioText } from './figure-text.ts';
import { writeReport } from './report.ts';
import { circumstances, mergeResults, readResults, type RoomResults, writeResults } from './results.ts';
import { type BenchRow, type Effort, isKept } from './row.ts';

const ROOMS: readonly [name: string, load: () => Promise<{ run(effort: Effort): Promise<BenchRow[]> }>][] = [
  ['start-up', () => import('./start-up.ts')],
  ['enqueue to running', () => import('./enqueue-to-running.ts')],
  ['claim and finish', () => import('./claim-finish.ts')],
  ['enqueue', () => import('./enqueue.ts')],
  ['light steps', () => import('./light-steps.ts')],
  ['live latency', () => import('./live-latency.ts')],
  ['fan-out', () => import('./fan-out.ts')],
  ['slow subscriber', () => import('./slow-subscriber.ts')],
  ['lean api', () => import('./lean-api.ts')],
  ['clearml', () => import('./clearml.ts')],
  ['deployments', () => import('./deployments.ts')],
  ['scale', () => import('./scale.ts')],
];

const NAMES = ROOMS.map(([name]) => name);
const { values: { quick, report }, positionals: words } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean', default: false }, report: { type: 'boolean', default: false } } });
const chosen = report ? [] : ROOMS.filter(([name]) => words.length === 0 || words.some((word) => (NAMES.includes(word) ? name === word : name.includes(word))));
if (!report && chosen.length === 0) throw new Error(`no room is called ${words.join(' or ')}; there are: ${NAMES.join(', ')}`);

for (const [room, load] of chosen) {
  process.stderr.write(`measuring ${room} …\n`);
  const started = performance.now();
  const rows = await (await load()).run({ quick });
  process.stderr.write(`${room}: ${Math.round((performance.now() - started) / 1_000)} s\n`);
  console.log(table(rows));
  if (!quick) keep({ room, circumstances: circumstances(), rows });
}
if (!quick) writeReport(readResults());

/** After every room: what took minutes is not lost when a later one fails. */
function keep(anew: RoomResults): void {
  writeResults(mergeResults(readResults(), [anew], NAMES));
}

function table(rows: readonly BenchRow[]): string {
  const cells = [['what', 'ours', 'beside', 'ratio', 'promise', 'unit', 'beside what'], ...rows.map(cellsOf)];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells.map((line) => line.map((cell, column) => (column === 0 || column > 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()).join('\n');
}

function cellsOf(row: BenchRow): string[] {
  const verdict = { true: ' kept', false: ' MISSED', null: '' }[String(isKept(row)) as 'true' | 'false' | 'null'];
  return [row.name, figureText(row.ours) || '–', figureText(row.peer) || '–', ratioText(row.ratio) || '–', `${promiseText(row)}${verdict}`, row.unit, row.peerName ?? '–'];
}
