// Fan-out of events to 1,000 WebSockets, beside a bare `ws` broadcast of the same bytes: servers and client in processes of their own.
import { BenchChild } from './child.ts';
import type { FanOutOrder, FanOutReport } from './fan-out-message.ts';
import { compare, inRounds } from './medians.ts';
import type { BenchRow, Effort } from './row.ts';

/** Sockets, each with one subscription. */
const SUBSCRIBERS = 1_000;
/** Events of one round; with 1,000 subscribers about a second of work. */
const EVENTS = 100;
/** Pairs of rounds with one set of processes, and sets: two processes of the same program differ by up to a tenth for as long as they live. */
const PAIRS = 4;
const SETS = 3;

/** How events come. One at a time: the next when the server has nothing left to do. Bursts: as commits of a busy engine do. */
const CASES = [
  { name: 'fan-out, 1,000 subscribers, one event at a time', burst: 1, sameIds: true },
  { name: 'fan-out, the same, every subscription with an id of its own', burst: 1, sameIds: false },
  { name: 'fan-out, the same, events in bursts of 50', burst: 50, sameIds: false },
] as const;

/** Rows of the table. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [n, fanOut] of CASES.entries()) {
    const figures = { ours: [] as number[], bare: [] as number[] };
    for (let set = 0; set < (quick ? 1 : SETS); set++) {
      const more = await withNewProcesses(fanOut, quick ? 1 : PAIRS);
      figures.ours.push(...more.ours);
      figures.bare.push(...more.bare);
    }
    rows.push({ name: fanOut.name, unit: 'deliveries/s', peerName: 'bare ws broadcast of the same bytes', promise: { sense: 'at least', ratio: 0.9 }, headline: n === 0, ...compare(figures.ours, figures.bare) });
  }
  return rows;
}

type Case = (typeof CASES)[number];
type Running = BenchChild<FanOutOrder, FanOutReport>;

async function withNewProcesses(fanOut: Case, pairs: number): Promise<{ ours: number[]; bare: number[] }> {
  using ours: Running = await BenchChild.start('fan-out-server.ts', ['ours']);
  using bare: Running = await BenchChild.start('fan-out-server.ts', ['bare']);
  using client: Running = await BenchChild.start('fan-out-client.ts', ['client']);
  const sizes = new Set<number>();
  const measure = (server: Running) => () => round(server, client, { ...fanOut, sizes });
  await measure(ours)(); // warms both up: nothing is compiled before
  await measure(bare)();
  const figures = await inRounds(pairs, { ours: measure(ours), bare: measure(bare) });
  if (sizes.size !== 1) throw new Error(`the two servers did not send the same bytes: ${[...sizes].join(', ')}`);
  return figures;
}

/** Deliveries per second of one round, from the first event to the last frame at the client. */
async function round(server: Running, client: Running, { burst, sameIds, sizes }: Case & { sizes: Set<number> }): Promise<number> {
  await client.ask({ type: 'connect', port: server.ready.port!, count: SUBSCRIBERS, sameIds });
  const done = client.ask({ type: 'count', frames: SUBSCRIBERS * EVENTS });
  const started = performance.now();
  await server.ask({ type: 'publish', events: EVENTS, burst });
  const { bytes } = await done;
  sizes.add(bytes!);
  const seconds = (performance.now() - started) / 1_000;
  await client.ask({ type: 'disconnect' });
  return (SUBSCRIBERS * EVENTS) / seconds;
}
