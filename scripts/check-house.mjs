// Checks the walls, cycles, names and sizes of src; prints the facts, and exits 1 with advice when a rule is broken.
// `node scripts/check-house.mjs [root]`; the rules stand in scripts/house/ and in CONTRIBUTING.md.
import path from 'node:path';
import { cycleReports } from './house/cycles.ts';
import { houseFacts } from './house/facts.ts';
import { shapeReports } from './house/shape.ts';
import { readSources } from './house/source.ts';
import { brokenWalls } from './house/walls.ts';

const files = readSources(path.join(process.argv[2] ?? process.cwd(), 'src'));
for (const fact of houseFacts(files)) console.log(fact);

const broken = [...brokenWalls(files), ...cycleReports(files), ...shapeReports(files)];
for (const report of broken) console.error(`broken: ${report}`);
if (broken.length > 0) console.error(`${broken.length} rule${broken.length === 1 ? '' : 's'} of the house broken`);
process.exitCode = broken.length > 0 ? 1 : 0;
