// Writes the figures of fault runs into docs/faults.md: node scripts/fault-table.mjs FIGURES, the file that SWITCHYARD_FAULT_FIGURES named.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const DOCUMENT = path.join(import.meta.dirname, '..', 'docs', 'faults.md');
const [BEGIN, END] = ['<!-- figures -->', '<!-- end of figures -->'];

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('say which file: node scripts/fault-table.mjs FIGURES (made by SWITCHYARD_FAULT_FIGURES=FIGURES npm run test:fault)');
  process.exit(1);
}
// Of a fault that was run more than once, the last run counts.
const runs = new Map(readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line)).map((run) => [run.fault, run]));
const text = readFileSync(DOCUMENT, 'utf8');
const [before, after] = [text.slice(0, text.indexOf(BEGIN) + BEGIN.length), text.slice(text.indexOf(END))];
writeFileSync(DOCUMENT, `${before}\n\n${table([...runs.values()])}\n\n${after}`);
console.log(`${runs.size} faults are in ${path.relative(process.cwd(), DOCUMENT)}`);

/** Rows in the order of the runs. */
function table(rows) {
  return ['| what was broken | figures | seed |', '|---|---|---|', ...rows.map(({ fault, figures, seed }) => `| ${cell(fault)} | ${cell(told(figures))} | ${seed ?? '–'} |`)].join('\n');
}

function told(figures) {
  return Object.entries(figures).map(([name, value]) => `${name} **${typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value}**`).join(', ');
}

function cell(value) {
  return String(value).replaceAll('|', '\\|').replaceAll('\n', ' ');
}
