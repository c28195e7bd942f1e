// `npm run bench`: every measurement, one table, and the same figures in bench/results.json.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BenchRow } from './row.ts';

const ROOMS: readonly [name: string, load: () => Promise<{ run(): Promise<BenchRow[]> }>][] = [
  ['start-up', () => import('./start-up.ts')],
  ['enqueue to running', () => import('./enqueue-to-running.ts')],
  ['claim and finish', () => import('./claim-finish.ts')],
  ['light steps', () => import('./light-steps.ts')],
  ['fan-out', () => import('./fan-out.ts')],
  ['slow subscriber', () => import('./slow-subscriber.ts')],
];

const only = process.argv.slice(2);
const rows: BenchRow[] = [];
for (const [name, load] of ROOMS) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
  process.stderr.write(`measuring ${name} …\n`);
  rows.push(...(await (await load()).run()));
}
console.log(table(rows));
const machine = { cpu: os.cpus()[0]?.model ?? 'unknown', cores: os.cpus().length, memory: os.totalmem(), node: process.version, at: new Date().toISOString() };
if (only.length === 0) writeFileSync(path.join(import.meta.dirname, 'results.json'), `${JSON.stringify({ machine, rows }, null, 2)}\n`);

function table(all: readonly BenchRow[]): string {
  const cells = [['what', 'ours', 'beside', 'ratio', 'unit', 'beside what'], ...all.map(cellsOf)];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells.map((line) => line.map((cell, column) => (column === 0 || column > 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()).join('\n');
}

function cellsOf(row: BenchRow): string[] {
  return [row.name, figure(row.ours), figure(row.peer), row.ratio === null ? '–' : row.ratio.toFixed(2), row.unit, row.peerName ?? '–'];
}

function figure(value: number | null): string {
  if (value === null) return '–';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
