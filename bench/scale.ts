// What grows with the number of tasks and what does not: the same operations on databases of 1,000 to 1,000,000 tasks, in turns.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { BenchDatabase } from './bench-database.ts';
import { compare, inRounds } from './medians.ts';
import type { BenchRow, Effort } from './row.ts';
import { OPERATIONS, type Operation } from './scale/operations.ts';
import { plansOf } from './scale/plans.ts';
import { openSized, type SizedDatabase } from './scale/sized-database.ts';

const SIZES = [1_000, 10_000, 100_000, 1_000_000] as const;
const QUICK_SIZES = [1_000, 10_000] as const;
const ROUNDS = 7;
/** What was promised of the largest size beside the smallest. */
const FLAT = 1.5;
/** Where the statements that are not flat are written with their plans. */
const PLANS_FILE = path.join(import.meta.dirname, 'scale-plans.md');

/** Rows of the table; writes plans of what is not flat into a file beside the results. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  await using postgres = await BenchDatabase.start();
  await using opened = new AsyncDisposableStack();
  const databases: SizedDatabase[] = [];
  for (const size of quick ? QUICK_SIZES : SIZES) {
    process.stderr.write(`  seeding ${size.toLocaleString('en')} tasks …\n`);
    databases.push(opened.use(await openSized(await postgres.create(`scale_${size}`), size)));
  }
  const rows: BenchRow[] = [];
  const plans: string[] = [];
  for (const operation of OPERATIONS) {
    const grown = await compared(operation, databases, quick ? 2 : ROUNDS);
    rows.push(...grown);
    if (operation.isPromised && (grown.at(-1)!.ratio ?? 0) > FLAT) plans.push(await plansOf(operation, databases.at(-1)!));
  }
  if (!quick) writeFileSync(PLANS_FILE, plans.length === 0 ? 'Every promised operation was flat.\n' : plans.join('\n'));
  else process.stderr.write(plans.join('\n'));
  return rows;
}

/** One row for each size but the smallest, beside the smallest. */
async function compared(operation: Operation, databases: readonly SizedDatabase[], rounds: number): Promise<BenchRow[]> {
  const measures = Object.fromEntries(databases.map((database) => [`of ${database.size}`, () => operation.measure(database)]));
  for (const measure of Object.values(measures)) await measure(); // plans, and fills caches
  const figures = await inRounds(rounds, measures);
  const first = databases[0]!;
  const place = (x: number): BenchRow['place'] & object => ({ plot: 'scale', line: operation.name, x });
  return databases.slice(1).map((database): BenchRow => ({
    name: `${operation.name}, ${database.size.toLocaleString('en')} tasks`, unit: 'ms', peerName: `the same of ${first.size.toLocaleString('en')}`, place: place(database.size),
    ...(database === databases.at(-1) && operation.isPromised ? { promise: { sense: 'at most', ratio: FLAT } } : {}),
    ...compare(figures[`of ${database.size}`]!, figures[`of ${first.size}`]!),
  }));
}
