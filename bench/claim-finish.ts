// Claim + start + finish of tasks that do nothing, beside graphile-worker, pg-boss and SQL by hand, on one PostgreSQL with the same
// takers and batches. Ours and the hand-written SQL write attempts, phases and events as well; the others delete or mark a job row.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { BenchServer } from './bench-server.ts';
import { compare, inRounds } from './medians.ts';
import { bossSide } from './queue/boss-side.ts';
import { costOf, type JobCost } from './queue/cost.ts';
import { costTable, longestList } from './queue/cost-table.ts';
import { floorSide } from './queue/floor-side.ts';
import { graphileSide } from './queue/graphile-side.ts';
import { type QueueSide, rateOf, type Terms } from './queue/side.ts';
import { POOL_SIZE, switchyardSide } from './queue/switchyard-side.ts';
import type { BenchRow, Effort, Promised } from './row.ts';
import { clientClassOf } from './wire-tap.ts';
import { otherDatabase } from './bench-database.ts';

const ROUNDS = 9;
/** Jobs of the rounds whose costs are counted. */
const COUNTED_JOBS = 1_000;
/** Where what one job costs is written, for docs/performance.md. */
const COST_FILE = path.join(import.meta.dirname, 'queue-cost.md');

const TERMS: readonly (Terms & { readonly jobs: number; readonly label: string; readonly floor?: Promised })[] = [
  { takers: 8, batch: 1, jobs: 1_500, label: 'claim + finish one by one, 8 at a time' },
  { takers: 4, batch: 50, jobs: 6_000, label: 'claim + finish in batches of 50, 4 at a time', floor: { sense: 'at least', ratio: 0.5 } },
];
const AS_FAST: Promised = { sense: 'at least', ratio: 1 };

/** Rows of the table; writes what one job costs into a file beside the results. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  await using server = await BenchServer.start({ SWITCHYARD_POOL_SIZE: String(2 * POOL_SIZE) });
  const sides = { ours: switchyardSide(server), graphile: graphileSide(server.databaseUrl), boss: bossSide(server.databaseUrl), floor: floorSide(await otherDatabase(server.databaseUrl, 'floor')) };
  const rows: BenchRow[] = [];
  for (const terms of TERMS) rows.push(...(await compared(sides, terms, quick ? 1 : ROUNDS)));
  const classes = [await clientClassOf(server.server.database.pool)];
  const costs: JobCost[] = [];
  for (const { takers, batch } of TERMS) for (const side of Object.values(sides)) costs.push(await costOf(side, { terms: { takers, batch }, jobs: COUNTED_JOBS, classes }));
  const text = `For one job, from taking it to its end; counted over ${COUNTED_JOBS} jobs.\n\n${costTable(costs)}\n\nWhat was waited for longest:\n\n${longestList(costs)}\n`;
  process.stderr.write(`${text}\n`);
  if (!quick) writeFileSync(COST_FILE, text);
  return rows;
}

async function compared(sides: Readonly<Record<'ours' | 'graphile' | 'boss' | 'floor', QueueSide>>, terms: (typeof TERMS)[number], rounds: number): Promise<BenchRow[]> {
  const rate = (side: QueueSide) => () => rateOf(side, terms, terms.jobs);
  for (const side of Object.values(sides)) await rate(side)(); // compiles, plans and makes schemas
  const figures = await inRounds(rounds, { ours: rate(sides.ours), graphile: rate(sides.graphile), boss: rate(sides.boss), floor: rate(sides.floor) });
  return (['graphile', 'boss', 'floor'] as const).map((peer) => {
    const promise = peer === 'floor' ? terms.floor : AS_FAST;
    return { name: terms.label, unit: 'tasks/s', peerName: sides[peer].name, headline: true, ...(promise ? { promise } : {}), ...compare(figures.ours, figures[peer]) };
  });
}
