// A graph of one node on small pictures through the deployment's own routes, beside a bare route that does the same work and commits one row: the price of keeping a run.
import sharp from 'sharp';
import { BenchDatabase } from './bench-database.ts';
import { BenchChild } from './child.ts';
import { type RunOrder, type RunReport, SIDE } from './deployments/run-message.ts';
import { compare, inRounds, quantile } from './medians.ts';
import type { BenchRow, Effort } from './row.ts';

/** Paired rounds, whose median is near its promise: with seven it went to and fro by a tenth. And runs of each: so many that one pause of the disk, which all eight clients meet together, is no percent of them. */
const ROUNDS = 15;
const RUNS = 1_000;
/** Runs of each before the first round: until then the code of our six processes is not compiled. */
const WARM_UP = 2_000;
const CLIENTS = 8;
/** Runs that the one runner carries out at the same time: claims and reports of several travel together. */
const SLOTS = 4;
/** What was promised: a quarter of the rate, and thrice the slowest percent. */
const LEAST_RATE = 0.25;
const MOST_P99 = 3;
/** Largest difference of a sample between the answers of the two: both are JPEGs of the same smoothing. */
const SAME_WITHIN = 8;

type Running = BenchChild<RunOrder, RunReport>;
interface Figure {
  readonly rate: number;
  readonly p99: number;
}

/** Rows of the table. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  await using database = await BenchDatabase.start();
  using ours: Running = await BenchChild.start('deployments/graph-server.ts', [await database.create('deployments'), String(SLOTS)]);
  using bare: Running = await BenchChild.start('deployments/bare-server.ts', [await database.create('bare')]);
  using clients: Running = await BenchChild.start('deployments/run-clients.ts', []);
  const pictures = new Map<string, string>();
  const measure = (side: 'ours' | 'bare', runs: number) => async (): Promise<Figure> => {
    const to = side === 'ours' ? { port: ours.ready.port!, base: '/deployments/smooth', polls: true } : { port: bare.ready.port!, base: '', polls: false };
    const { seconds, millis, picture } = await clients.ask({ ...to, runs, clients: CLIENTS });
    pictures.set(side, picture!);
    return { rate: runs / seconds!, p99: quantile(millis!, 0.99) };
  };
  for (const side of ['ours', 'bare'] as const) await measure(side, quick ? WARM_UP / 20 : WARM_UP)();
  await requireSame(pictures.get('ours')!, pictures.get('bare')!);
  const runs = quick ? RUNS / 8 : RUNS;
  const figures = await inRounds(quick ? 1 : ROUNDS, { ours: measure('ours', runs), bare: measure('bare', runs) });
  const row = (name: string, figure: keyof Figure): Omit<BenchRow, 'unit'> => ({
    name: `one node on ${SIDE} × ${SIDE} pixels, ${CLIENTS} clients, ${name}`, peerName: 'a bare route: sharp, one row committed', ...compare(figures.ours.map((one) => one[figure]), figures.bare.map((one) => one[figure])),
  });
  return [
    { ...row('runs to their results', 'rate'), unit: 'runs/s', promise: { sense: 'at least', ratio: LEAST_RATE }, headline: true },
    { ...row('p99', 'p99'), unit: 'ms', promise: { sense: 'at most', ratio: MOST_P99 } },
  ];
}

/** The last pictures of both sides are made of the same input: what is compared must be the same work. */
async function requireSame(one: string, other: string): Promise<void> {
  const [a, b] = await Promise.all([one, other].map((picture) => sharp(Buffer.from(picture, 'base64')).raw().toBuffer({ resolveWithObject: true })));
  if (a!.info.width !== SIDE || b!.info.width !== SIDE || a!.data.length !== b!.data.length) throw new Error(`one picture is ${a!.info.width} pixels wide and the other ${b!.info.width}`);
  const worst = a!.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b!.data[i]!)), 0);
  if (worst > SAME_WITHIN) throw new Error(`the two servers do not do the same: samples differ by up to ${worst}`);
}
