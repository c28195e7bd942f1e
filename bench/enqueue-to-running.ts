// From the answer to an enqueue until the task's own process has begun, through a runner in its own process.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTask } from '../dist/engine/task/create-task.service.js';
import { enqueueTask } from '../dist/engine/task/enqueue-task.service.js';
import { BenchServer } from './bench-server.ts';
import { median, quantile } from './medians.ts';
import type { BenchRow } from './row.ts';

const SAMPLES = 200;

/** Rows of the table. */
export async function run(): Promise<BenchRow[]> {
  await using server = await BenchServer.start({ SWITCHYARD_RUNNERS: '1' });
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-files-'));
  const running: number[] = [];
  const begun: number[] = [];
  for (let i = 0; i < SAMPLES + 10; i++) {
    const sample = await measure(server, directory);
    if (i < 10) continue; // the first ones warm up
    running.push(sample.running);
    begun.push(sample.begun);
  }
  rmSync(directory, { recursive: true, force: true });
  const row = (name: string, ours: number): BenchRow => ({ name, ours, peer: null, ratio: null, unit: 'ms', peerName: null });
  return [
    row(`enqueue → in_progress in the live feed, median of ${SAMPLES}`, median(running)),
    row(`enqueue → the process has written a file, median of ${SAMPLES}`, median(begun)),
    row(`enqueue → the process has written a file, p99 of ${SAMPLES}`, quantile(begun, 0.99)),
  ];
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
