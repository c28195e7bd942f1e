// From the answer to an enqueue until the task's own process has begun, through a runner in its own process.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTask } from '../dist/engine/task/create-task.service.js';
import { enqueueTask } from '../dist/engine/task/enqueue-task.service.js';
import { BenchServer } from './bench-server.ts';
import { beside, median, quantile } from './medians.ts';
import type { BenchRow, Effort } from './row.ts';

/** Tasks of one round; each round gives a median and a p99. */
const SAMPLES = 60;
const ROUNDS = 7;
/** Tasks that warm everything up. */
const FIRST = 10;
/** Longest wait that was promised for an idle runner, in milliseconds. */
const PROMISED_MS = 50;

/** Rows of the table. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  await using server = await BenchServer.start({ SWITCHYARD_RUNNERS: '1' });
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-files-'));
  for (let i = 0; i < FIRST; i++) await measure(server, directory);
  const rounds: { running: number[]; begun: number[] }[] = [];
  for (let i = 0; i < (quick ? 1 : ROUNDS); i++) rounds.push(await round(server, directory));
  rmSync(directory, { recursive: true, force: true });
  const row = (name: string, values: readonly number[]): BenchRow => ({ name, unit: 'ms', peerName: 'promise: at most', ...beside(PROMISED_MS, values) });
  return [
    { ...row('enqueue → in progress in the live feed, idle runner, median', rounds.map(({ running }) => median(running))), headline: true },
    { ...row('enqueue → the process has written a file, idle runner, median', rounds.map(({ begun }) => median(begun))), headline: true },
    row('enqueue → the process has written a file, idle runner, p95', rounds.map(({ begun }) => quantile(begun, 0.95))),
  ];
}

async function round(server: BenchServer, directory: string): Promise<{ running: number[]; begun: number[] }> {
  const samples = [];
  for (let i = 0; i < SAMPLES; i++) samples.push(await measure(server, directory));
  return { running: samples.map(({ running }) => running), begun: samples.map(({ begun }) => begun) };
}

async function measure(server: BenchServer, directory: string): Promise<{ running: number; begun: number }> {
  const { engine, admin } = server;
  const context = { actor: admin, requestId: null };
  const file = path.join(directory, randomUUID());
  const task = await createTask(engine, context, { name: 'touch', spec: { kind: 'command', binary: 'touch', args: [file] } });
  const written = new Promise<number>((resolve) => {
    const watcher = watch(directory, (_kind, name) => {
      if (name !== path.basename(file)) return;
      watcher.close();
      resolve(performance.now());
    });
  });
  let unsubscribe = (): void => undefined;
  const inProgress = new Promise<number>((resolve) => {
    unsubscribe = server.server.events.hub.subscribe({ taskId: task.subjectId, kinds: ['task.started'] }, () => resolve(performance.now()));
  });
  const ended = new Promise<void>((resolve) => {
    const stop = server.server.events.hub.subscribe({ taskId: task.subjectId, kinds: ['task.ended'] }, () => { stop(); resolve(); });
  });
  const start = performance.now();
  await enqueueTask(engine, context, { taskId: task.subjectId });
  const [running, begun] = await Promise.all([inProgress, written]);
  unsubscribe();
  await ended; // one at a time: the runner is idle when the next one comes
  return { running: running - start, begun: begun - start };
}
