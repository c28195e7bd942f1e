// The file in which a running server tells its pid and its state.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { readIfPresent } from './directory/durable-file.ts';

/** What the server last wrote about itself; after a hard kill it stays behind and the pid may belong to anybody. */
export interface PidFile {
  readonly pid: number;
  /** True once the server takes connections. */
  readonly ready: boolean;
}

/** Reads the pid file of a cluster; null when there is none or its first line is no pid. */
export function readPidFile(cluster: string): PidFile | null {
  const lines = readIfPresent(pidFileOf(cluster))?.split('\n') ?? [];
  const pid = Number(lines[0] || Number.NaN);
  // Eight lines: pid, data directory, start time, port, socket directory, address, shared memory, state.
  return Number.isInteger(pid) ? { pid, ready: lines[7]?.trim() === 'ready' } : null;
}

/** Removes the pid file of a cluster on which nothing runs. */
export function removePidFile(cluster: string): void {
  rmSync(pidFileOf(cluster), { force: true });
}

function pidFileOf(cluster: string): string {
  return path.join(cluster, 'postmaster.pid');
}
