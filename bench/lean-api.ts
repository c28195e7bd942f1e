// A page of 100 tasks with ten fields each, beside servers written by hand over the same rows: every server and the client in processes of their own.
import { BenchChild } from './child.ts';
import { BenchDatabase } from './bench-database.ts';
import { LEAN_ROWS, type LeanOrder, type LeanReport } from './lean/lean-message.ts';
import { compare, inRounds } from './medians.ts';
import type { BenchRow, Effort, Promised } from './row.ts';

/** Paired rounds: three sets of processes, each with this many. */
const ROUNDS = 3;
const SETS = 3;
/** Requests of one round, a second or two of work, and those before the first: until then nothing is compiled. */
const REQUESTS = 2_000;
const WARM_UP = 1_500;
/** Requests under way at the same time: enough that no server waits for its client. */
const CONNECTIONS = 16;

const NAME = `${LEAN_ROWS} tasks with 10 fields over HTTP`;
const PEERS: Readonly<Record<'yoga' | 'mercurius' | 'plain', { name: string; promise?: Promised }>> = {
  yoga: { name: 'graphql-yoga, plain resolvers, the same statement', promise: { sense: 'at least', ratio: 3 } },
  mercurius: { name: 'mercurius, compiled, the same statement', promise: { sense: 'at least', ratio: 0.8 } },
  plain: { name: 'ours, executed by the reference' },
};

/** Rows of the table. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  await using database = await BenchDatabase.start();
  const url = await database.create('lean');
  const figures: Record<Side, number[]> = { ours: [], yoga: [], mercurius: [], plain: [] };
  for (let set = 0; set < (quick ? 1 : SETS); set++) {
    const more = await withNewProcesses(url, quick);
    for (const side of Object.keys(figures) as Side[]) figures[side].push(...more[side]);
  }
  return Object.entries(PEERS).map(([side, { name, promise }]) => ({
    name: NAME, unit: 'requests/s', peerName: name, ...(promise ? { promise } : {}), headline: promise !== undefined, ...compare(figures.ours, figures[side as Side]),
  }));
}

type Side = 'ours' | keyof typeof PEERS;
type Running = BenchChild<LeanOrder, LeanReport>;

async function withNewProcesses(url: string, quick: boolean): Promise<Record<Side, number[]>> {
  using ours: Running = await BenchChild.start('lean/ours.ts', [url, 'jit']);
  using plain: Running = await BenchChild.start('lean/ours.ts', [url, 'plain']);
  using yoga: Running = await BenchChild.start('lean/peer.ts', ['yoga', url]);
  using mercurius: Running = await BenchChild.start('lean/peer.ts', ['mercurius', url]);
  using client: Running = await BenchChild.start('lean/asking-client.ts', []);
  const answers = new Set<string>();
  const rate = async (server: Running, requests: number): Promise<number> => {
    const { seconds, answer } = await client.ask({ port: server.ready.port!, requests, connections: CONNECTIONS });
    answers.add(answer!.trim());
    return requests / seconds!;
  };
  const servers = { ours, yoga, mercurius, plain };
  for (const server of Object.values(servers)) await rate(server, WARM_UP);
  const measure = (side: Side) => () => rate(servers[side], quick ? REQUESTS / 4 : REQUESTS);
  const figures = await inRounds(quick ? 3 : ROUNDS, { ours: measure('ours'), yoga: measure('yoga'), mercurius: measure('mercurius'), plain: measure('plain') });
  if (answers.size !== 1) throw new Error(`the servers do not answer the same: ${[...answers].map((one) => one.slice(0, 300)).join('\n')}`);
  return figures;
}
