// Starting and killing owner processes, and looking at what they leave behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { pollUntil } from '../../src/server/postgres/poll-until.ts';
import { CLUSTER_NAME_PREFIX, type ClusterProcess, clusterProcesses, sendSignal } from '../../src/server/postgres/process-table.ts';

/** What an owner process said: a running server, or the error that kept it from having one. */
export interface OwnerReport {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly adopted: boolean;
  readonly code?: string;
  readonly message?: string;
}

/** An owner process that has reported. */
export interface Owner extends OwnerReport {
  readonly process: ChildProcess;
  /** kill -9 of the owner, awaited. */
  kill(): Promise<void>;
}

/** Deadline of every wait in these tests, in milliseconds. */
export const DEADLINE_MS = 20_000;

/** `nobody`, a user without rights; the tests of users run as root only. */
export const NOBODY = { uid: 65_534, gid: 65_534 };

/** A new directory, removed after the test together with whatever still runs in it. */
export function temporaryDirectory(owner?: { uid: number; gid: number }): string {
  const parent = mkdtempSync(path.join(tmpdir(), 'switchyard-pg-'));
  if (owner) chownSync(parent, owner.uid, owner.gid);
  onTestFinished(async () => {
    await killCluster(path.join(parent, 'db'));
    rmSync(parent, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  });
  return path.join(parent, 'db');
}

/** Starts an owner process without waiting for its report. */
export function spawnOwner(dataDir: string, options: { verb?: 'start' | 'supervise'; uid?: number; gid?: number } = {}): ChildProcess {
  const { verb = 'start', ...ids } = options;
  const script = fileURLToPath(new URL('./owner-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, verb, dataDir], { ...ids, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Starts an owner process and waits for what it has to say. */
export async function startOwner(dataDir: string, options: Parameters<typeof spawnOwner>[1] = {}): Promise<Owner> {
  const child = spawnOwner(dataDir, options);
  const kill = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  for await (const line of createInterface({ input: child.stdout! })) return { ...(JSON.parse(line) as OwnerReport), process: child, kill };
  throw new Error('the owner process ended without a report');
}

/** The live processes of the cluster in a directory. */
export function processesIn(dataDir: string): ClusterProcess[] {
  const found = statSync(path.join(dataDir, 'cluster'), { throwIfNoEntry: false });
  return found ? clusterProcesses(`${CLUSTER_NAME_PREFIX}${found.dev}-${found.ino}`) : [];
}

/** Fails unless the fact comes true before the deadline. */
export async function eventually(what: string, fact: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await pollUntil(fact, DEADLINE_MS))) throw new Error(`not within ${DEADLINE_MS} ms: ${what}`);
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // the server is killed under some of these; the query itself rejects
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

async function killCluster(dataDir: string): Promise<void> {
  for (const { pid } of processesIn(dataDir)) sendSignal(pid, 'SIGKILL');
  await pollUntil(() => processesIn(dataDir).length === 0, DEADLINE_MS);
}
