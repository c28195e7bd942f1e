// A page of 100 tasks with ten fields each, beside servers written by hand over the same rows: every server and the client in processes of their own.
import { BenchChild } from './child.ts';
import { BenchDatabase } from './bench-database.ts';
import type { RowsFrom } from './lean/kept-rows.ts';
import { LEAN_ROWS, type LeanOrder, type LeanReport } from './lean/lean-message.ts';
import { compare, inRounds } from './medians.ts';
import type { BenchRow, Effort } from './row.ts';

/** Paired rounds: three sets of processes, each with this many. */
const ROUNDS = 3;
const SETS = 3;
/** Requests of one round, a second or two of work, and those before the first: until then nothing is compiled. */
const REQUESTS = 2_000;
const WARM_UP = 1_500;
/** Requests under way at the same time: enough that no server waits for its client. */
const CONNECTIONS = 16;

const PEERS = {
  yoga: { name: 'graphql-yoga, plain resolvers, the same statement', least: 3 },
  mercurius: { name: 'mercurius, compiled, the same statement', least: 0.8 },
  plain: { name: 'ours, executed by the reference', least: null },
} as const;

/** With a database most of the time is the driver's, which is the same for all: yoga could not be thrice as slow as anything that has to read those rows. The server itself shows when the driver keeps the page; the promises are of that. */
const CASES: Readonly<Record<RowsFrom, string>> = {
  memory: `${LEAN_ROWS} tasks with 10 fields over HTTP, rows in memory`,
  database: `${LEAN_ROWS} tasks with 10 fields over HTTP, read from PostgreSQL`,
};

/** Rows of the table. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  await using database = await BenchDatabase.start();
  const url = await database.create('lean');
  const rows: BenchRow[] = [];
  for (const [from, name] of Object.entries(CASES) as [RowsFrom, string][]) {
    const figures: Record<Side, number[]> = { ours: [], yoga: [], mercurius: [], plain: [] };
    for (let set = 0; set < (quick ? 1 : SETS); set++) {
      const more = await withNewProcesses(url, { from, quick });
      for (const side of Object.keys(figures) as Side[]) figures[side].push(...more[side]);
    }
    rows.push(...(Object.keys(PEERS) as (keyof typeof PEERS)[]).map((side) => rowOf(name, { side, from, figures })));
  }
  return rows;
}

type Side = 'ours' | keyof typeof PEERS;
type Running = BenchChild<LeanOrder, LeanReport>;

function rowOf(name: string, { side, from, figures }: { side: keyof typeof PEERS; from: RowsFrom; figures: Record<Side, number[]> }): BenchRow {
  const { name: peerName, least } = PEERS[side];
  const promised: Pick<BenchRow, 'promise' | 'headline'> = least !== null && from === 'memory' ? { promise: { sense: 'at least', ratio: least }, headline: true } : {};
  return { name, unit: 'requests/s', peerName, ...promised, ...compare(figures.ours, figures[side]) };
}

async function withNewProcesses(url: string, { from, quick }: { from: RowsFrom; quick: boolean }): Promise<Record<Side, number[]>> {
  using ours: Running = await BenchChild.start('lean/ours.ts', [url, 'jit', from]);
  using plain: Running = await BenchChild.start('lean/ours.ts', [url, 'plain', from]);
  using yoga: Running = await BenchChild.start('lean/peer.ts', ['yoga', url, from]);
  using mercurius: Running = await BenchChild.start('lean/peer.ts', ['mercurius', url, from]);
  using client: Running = await BenchChild.start('lean/asking-client.ts', []);
  const servers = { ours, yoga, mercurius, plain };
  const answers = new Set<string>();
  const rate = async (server: Running, requests: number): Promise<number> => {
    const { seconds, answer } = await client.ask({ port: server.ready.port!, requests, connections: CONNECTIONS });
    answers.add(answer!.trim());
    return requests / seconds!;
  };
  for (const server of Object.values(servers)) await rate(server, WARM_UP);
  const measure = (side: Side) => () => rate(servers[side], quick ? REQUESTS / 4 : REQUESTS);
  const figures = await inRounds(ROUNDS, { ours: measure('ours'), yoga: measure('yoga'), mercurius: measure('mercurius'), plain: measure('plain') });
  if (answers.size !== 1) throw new Error(`the servers do not answer the same: ${[...answers].map((one) => one.slice(0, 300)).join('\n')}`);
  return figures;
}
