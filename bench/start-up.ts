// Cold and warm start of the whole server in a process of its own, and what it weighs when idle.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beside } from './medians.ts';
import type { BenchRow, Effort } from './row.ts';

const ROUNDS = 7;
const MAIN = path.join(import.meta.dirname, '..', 'dist', 'main.js');

/** Rows of the table. */
export async function run({ quick }: Effort): Promise<BenchRow[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  const weight: number[] = [];
  for (let i = 0; i < (quick ? 1 : ROUNDS); i++) {
    const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-start-'));
    cold.push((await startAndStop(directory)).ready / 1_000);
    const second = await startAndStop(directory);
    warm.push(second.ready / 1_000);
    weight.push(second.rss);
    rmSync(directory, { recursive: true, force: true });
  }
  const row = (name: string, values: readonly number[], { unit, limit }: { unit: string; limit: number }): BenchRow => ({ name, unit, peerName: 'promise: at most', headline: true, ...beside(limit, values) });
  return [
    row('cold start (new database) to ready', cold, { unit: 's', limit: 5 }),
    row('warm start to ready', warm, { unit: 's', limit: 2 }),
    row('idle memory of the server process, without database and runner', weight, { unit: 'MB', limit: 250 }),
  ];
}

async function startAndStop(directory: string): Promise<{ ready: number; rss: number }> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: directory, SWITCHYARD_RUNNERS: '0', SWITCHYARD_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await untilReady(port, child);
  const ready = performance.now() - started;
  await new Promise((resolve) => setTimeout(resolve, 3_000)); // idle, not just started
  const rss = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
  return { ready, rss };
}

async function untilReady(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with exit code ${child.exitCode} before it was ready`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    }).on('error', reject);
  });
}
