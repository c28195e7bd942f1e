// Fifty fast subscribers beside one and five that read a message a second: what the slow ones cost the fast ones, in paired rounds.
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { CommandContext } from '../dist/engine/engine.js';
import { createTask } from '../dist/engine/task/create-task.service.js';
import { enqueueTask } from '../dist/engine/task/enqueue-task.service.js';
import { BenchServer } from './bench-server.ts';
import { type Comparison, paired, quantile } from './medians.ts';
import type { BenchRow, Effort } from './row.ts';
import { HEAVY_QUERY, SLOW_QUERY, type SlowOrder, type SlowReport, type SlowSight } from './slow-subscriber-message.ts';

/** Subscribers that read what comes. */
const FAST = 50;
const PAIRS = 7;
/** Tasks made at once before each round, so that a slow reader has the kernel's buffers full: two events of 8 kB each. */
const AHEAD = 250;
/** Tasks of a round and the pause between two: some 100 events a second. */
const TASKS = 120;
const PACE_MS = 20;
/** Tags of a task. */
const TAGS = Array.from({ length: 80 }, (_, i) => `${i}`.padEnd(100, 'x'));
/** Tasks after which a reader of 64 kB messages must have been told that it lags, made so many at a time. */
const MOST_TASKS = 1_000;
const LAG_STEP = 50;
/** Longest time a laggard may take to read everything, ms. */
const CATCH_UP_MS = 120_000;

/** What slow subscribers did. */
export interface SlowFigures {
  /** p99 of hub to subscriber over the fast ones, ms: with the slow ones and without. */
  readonly delays: Comparison;
  readonly mostMegabytes: number;
  /** Numbers of the events the server handed out from the beginning of the last part on, in which the readers lag, hurry and go on. */
  readonly published: readonly number[];
  readonly readers: readonly SlowSight[];
}

/** Rows of the table. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const slow of [1, 5]) {
    const { delays } = await slowSubscribers(slow, quick ? 1 : PAIRS);
    rows.push({ name: `p99 of ${FAST} fast subscribers beside ${slow} that read${slow === 1 ? 's' : ''} a message a second`, unit: 'ms', peerName: 'the same without', ...delays, promise: { sense: 'at most', ratio: 1.25 } });
  }
  return rows;
}

/** Measures so many slow readers; the server is in this process, every subscriber is not. */
export async function slowSubscribers(slow: number, pairs = PAIRS): Promise<SlowFigures> {
  await using bench = await BenchServer.start();
  const [fastOnes, slowOnes] = await Promise.all([start(), start()]);
  const field = new Field(bench);
  try {
    await ask(fastOnes, { type: 'fast', port: bench.server.port, count: FAST });
    const round = async (count: number): Promise<number> => {
      if (count > 0) await ask(slowOnes, { type: 'slow', port: bench.server.port, count, after: field.cursor, query: SLOW_QUERY });
      await field.burst(AHEAD);
      await ask(fastOnes, { type: 'take', seq: field.last });
      await field.paced(TASKS);
      const { arrivals } = await ask(fastOnes, { type: 'take', seq: field.last });
      if (count > 0) await ask(slowOnes, { type: 'leave' });
      return quantile(field.delays(arrivals!), 0.99);
    };
    await round(slow); // warms both up: nothing is compiled before
    const delays = await paired(pairs, () => round(slow), () => round(0));
    const { published, readers } = await lagAndResume(bench, field, { slowOnes, slow });
    return { delays, mostMegabytes: field.mostMegabytes, published, readers };
  } finally {
    field.close();
    for (const child of [fastOnes, slowOnes]) child.kill();
  }
}

/** Writes until every slow reader must have been ended for it, then lets them read on. */
async function lagAndResume(bench: BenchServer, field: Field, { slowOnes, slow }: { slowOnes: ChildProcess; slow: number }): Promise<Pick<SlowFigures, 'published' | 'readers'>> {
  const before = await laggedOf(bench);
  await ask(slowOnes, { type: 'slow', port: bench.server.port, count: slow, after: field.cursor, query: HEAVY_QUERY });
  const from = field.last;
  for (let made = 0; made < MOST_TASKS && (await laggedOf(bench)) < before + slow; made += LAG_STEP) await field.burst(LAG_STEP);
  await field.burst(LAG_STEP);
  const { readers } = await ask(slowOnes, { type: 'hurry', seq: field.last, withinMs: CATCH_UP_MS });
  return { published: field.publishedAfter(from), readers: readers! };
}

/** Subscriptions that this server has ended for falling behind. */
async function laggedOf(bench: BenchServer): Promise<number> {
  const text = await (await fetch(`${bench.server.url}/metrics`)).text();
  return Number(/^subscriptions_lagged_total (\d+)$/m.exec(text)?.[1]);
}

/** Work that is written, and when each of its events was handed out. */
class Field {
  mostMegabytes = 0;
  readonly #bench: BenchServer;
  readonly #context: CommandContext;
  readonly #moments = new Map<number, number>();
  readonly #stop: () => void;
  #newest = 0;

  constructor(bench: BenchServer) {
    this.#bench = bench;
    this.#context = { actor: bench.admin, requestId: null };
    this.#stop = bench.server.events.hub.subscribe({}, ({ seq }) => void this.#moments.set(seq, Number(process.hrtime.bigint()) / 1e6));
  }

  get last(): number {
    return this.#bench.server.events.hub.position;
  }

  get cursor(): string {
    return this.#bench.server.events.stream.cursorAt(this.last);
  }

  /** Events handed out after that one. */
  publishedAfter(seq: number): readonly number[] {
    return [...this.#moments.keys()].filter((one) => one > seq);
  }

  /** Milliseconds from the hub to each subscriber. */
  delays(arrivals: readonly number[]): number[] {
    const delays: number[] = [];
    for (let i = 0; i < arrivals.length; i += 2) delays.push(arrivals[i + 1]! - this.#moments.get(arrivals[i]!)!);
    return delays;
  }

  async burst(tasks: number): Promise<void> {
    for (let i = 0; i < tasks; i += 10) await Promise.all(Array.from({ length: 10 }, () => this.#task()));
    this.mostMegabytes = Math.max(this.mostMegabytes, process.memoryUsage.rss() / 1_048_576);
    await this.#settled();
  }

  async paced(tasks: number): Promise<void> {
    for (let i = 0; i < tasks; i++) await Promise.all([this.#task(), new Promise((resolve) => setTimeout(resolve, PACE_MS))]);
    this.mostMegabytes = Math.max(this.mostMegabytes, process.memoryUsage.rss() / 1_048_576);
    await this.#settled();
  }

  close(): void {
    this.#stop();
  }

  async #task(): Promise<void> {
    const { engine } = this.#bench;
    const { subjectId } = await createTask(engine, this.#context, { name: 'work', tags: TAGS, spec: { kind: 'command', binary: 'true' } });
    const { seq } = await enqueueTask(engine, this.#context, { taskId: subjectId });
    this.#newest = Math.max(this.#newest, seq ?? 0);
  }

  /** Waits until the newest event has been handed out. */
  async #settled(): Promise<void> {
    await this.#bench.server.events.hub.reached(this.#newest, new AbortController().signal);
  }
}

function start(): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'slow-subscriber-client.ts'), { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`a client of the measurement ended with exit code ${code} before it was ready`)));
  });
}

function ask(child: ChildProcess, order: SlowOrder): Promise<SlowReport> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`a client of the measurement ended with exit code ${code}`));
    child.once('exit', ended);
    child.once('message', (report: SlowReport) => {
      child.off('exit', ended);
      resolve(report);
    });
    child.send(order);
  });
}
