// From a commit to a subscriber: on the replica that wrote, and on another one, beside a bare loop of a write, NOTIFY and `ws`.
import { setTimeout as pause } from 'node:timers/promises';
import { BenchChild } from './child.ts';
import { BenchDatabase } from './bench-database.ts';
import type { LatencyOrder, LatencyReport } from './live/latency-message.ts';
import { LatencySubscriber } from './live/latency-subscriber.ts';
import { type Comparison, compare, inRounds, median, quantile } from './medians.ts';
import type { BenchRow, Effort, Promised } from './row.ts';

/** Writes of one round, one at a time; each round gives a p50 and a p99. */
const WRITES = 200;
const ROUNDS = 9;
/** Longest pause before a write, in milliseconds: it is drawn anew each time, so that no timer of either side is always met in the same phase. */
const MAX_PAUSE_MS = 10;

type Process = BenchChild<LatencyOrder, LatencyReport>;

/** Milliseconds of one write. */
interface Latency {
  /** From sending the COMMIT (bare: the one statement) to the frame at the subscriber: the promise. */
  readonly commit: number;
  /** From the answer to the COMMIT; below zero when the frame came first. */
  readonly answer: number;
}

/** Rows of the table. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  await using postgres = await BenchDatabase.start();
  const url = await postgres.create('latency');
  using writer: Process = await BenchChild.start('live/latency-replica.ts', [url]);
  using other: Process = await BenchChild.start('live/latency-replica.ts', [url]);
  using bare: Process = await BenchChild.start('live/latency-bare.ts', [url]);
  const sides = { one: round(writer, writer), two: round(writer, other), bare: round(bare, bare) };
  for (const side of Object.values(sides)) await side(); // compiles and plans
  const figures = await inRounds(quick ? 1 : ROUNDS, sides);
  const at = (share: number, of: keyof Latency) => (rounds: readonly (readonly Latency[])[]) => rounds.map((one) => quantile(one.map((sample) => sample[of]), share));
  const against = (side: 'one' | 'two', share: number): Comparison => compare(at(share, 'commit')(figures[side]), at(share, 'commit')(figures.bare));
  const row = (name: string, compared: Comparison, promise?: Promised): BenchRow => ({ name, unit: 'ms', peerName: 'bare write + NOTIFY + ws', ...(promise ? { promise, headline: true } : {}), ...compared });
  return [
    row('commit → subscriber of the same replica, p50', against('one', 0.5), { sense: 'at most', ratio: 1.5 }),
    row('commit → subscriber of the same replica, p99', against('one', 0.99)),
    row('commit → subscriber of another replica, p50', against('two', 0.5), { sense: 'at most', ratio: 3 }),
    row('commit → subscriber of another replica, p99', against('two', 0.99)),
    row('of that, the commit until it is answered, p50', compare(commitOf(figures.one), commitOf(figures.bare))),
    alone('answer to the commit → subscriber of the same replica, p50', at(0.5, 'answer')(figures.one)),
    alone('answer to the commit → subscriber of another replica, p50', at(0.5, 'answer')(figures.two)),
  ];
}

/** What PostgreSQL takes of each round's median write. */
function commitOf(rounds: readonly (readonly Latency[])[]): number[] {
  return rounds.map((one) => median(one.map(({ commit, answer }) => commit - answer)));
}

function alone(name: string, values: readonly number[]): BenchRow {
  return { name, unit: 'ms', ours: median(values), peer: null, ratio: null, peerName: null };
}

/** A round of writes by one process that are seen at another, or the same. */
function round(writer: Process, seenAt: Process): () => Promise<readonly Latency[]> {
  return async () => {
    using subscriber = await LatencySubscriber.open(seenAt.ready.port!);
    const samples: Latency[] = [];
    for (let i = 0; i < WRITES; i++) {
      await pause(Math.random() * MAX_PAUSE_MS);
      const arrival = subscriber.next();
      const [at, { sent, answered }] = await Promise.all([arrival, writer.ask({ type: 'write' })]);
      samples.push({ commit: Number(at - BigInt(sent!)) / 1e6, answer: Number(at - BigInt(answered!)) / 1e6 });
    }
    return samples;
  };
}
