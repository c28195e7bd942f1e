// Fan-out of events to 1,000 WebSockets, beside a bare `ws` broadcast of the same bytes: servers and client in processes of their own.
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { FanOutOrder, FanOutReport } from './fan-out-message.ts';
import { paired } from './medians.ts';
import type { BenchRow } from './row.ts';

/** Sockets, each with one subscription. */
const SUBSCRIBERS = 1_000;
/** Events of one round; with 1,000 subscribers about a second of work. */
const EVENTS = 100;
const ROUNDS = 5;

/** How events come. One at a time: the next when the server has nothing left to do. Bursts: as commits of a busy engine do. */
const CASES = [
  { name: 'fan-out, 1,000 subscribers, one event at a time', burst: 1, sameIds: true },
  { name: 'fan-out, the same, every subscription with an id of its own', burst: 1, sameIds: false },
  { name: 'fan-out, the same, events in bursts of 50', burst: 50, sameIds: false },
] as const;

/** Rows of the table. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const fanOut of CASES) {
    const ours = await start('fan-out-server.ts', 'ours');
    const bare = await start('fan-out-server.ts', 'bare');
    const client = await start('fan-out-client.ts', 'client');
    const sizes = new Set<number>();
    try {
      const measure = (server: Running) => () => round(server, client, { ...fanOut, sizes });
      await measure(ours)(); // warms both up: nothing is compiled before
      await measure(bare)();
      const figures = await paired(ROUNDS, measure(ours), measure(bare));
      if (sizes.size !== 1) throw new Error(`the two servers did not send the same bytes: ${[...sizes].join(', ')}`);
      rows.push({ name: fanOut.name, ...figures, unit: 'deliveries/s', peerName: 'bare ws broadcast of the same bytes' });
    } finally {
      for (const { child } of [ours, bare, client]) child.kill();
    }
  }
  return rows;
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
}

/** Deliveries per second of one round, from the first event to the last frame at the client. */
async function round(server: Running, client: Running, { burst, sameIds, sizes }: (typeof CASES)[number] & { sizes: Set<number> }): Promise<number> {
  await ask(client, { type: 'connect', port: server.port, count: SUBSCRIBERS, sameIds });
  const done = ask(client, { type: 'count', frames: SUBSCRIBERS * EVENTS });
  const started = performance.now();
  await ask(server, { type: 'publish', events: EVENTS, burst });
  const { bytes } = await done;
  sizes.add(bytes!);
  const seconds = (performance.now() - started) / 1_000;
  await ask(client, { type: 'disconnect' });
  return (SUBSCRIBERS * EVENTS) / seconds;
}

function start(file: string, kind: string): Promise<Running> {
  const child = fork(path.join(import.meta.dirname, file), [kind]);
  return new Promise((resolve, reject) => {
    child.once('message', (report: FanOutReport) => resolve({ child, port: report.port ?? 0 }));
    child.once('exit', (code) => reject(new Error(`${file} ${kind} ended with exit code ${code} before it was ready`)));
  });
}

function ask({ child }: Running, order: FanOutOrder): Promise<FanOutReport> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`a process of the measurement ended with exit code ${code}`));
    child.once('exit', ended);
    child.once('message', (report: FanOutReport) => {
      child.off('exit', ended);
      resolve(report);
    });
    child.send(order);
  });
}

if (process.argv[1] === import.meta.filename) {
  for (const row of await run()) console.log(`${row.name}: ${Math.round(row.ours!)} beside ${Math.round(row.peer!)} ${row.unit}, ratio ${row.ratio!.toFixed(2)}`);
}
