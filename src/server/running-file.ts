// DATA_DIR/server.json: where the server of this directory is, for commands that are run beside it.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readIfPresent, writeDurably } from './postgres/directory/durable-file.ts';

/** What a running server writes down. `databaseUrl` is by TCP, as every tool takes it, and holds a password, so the file belongs to its user alone. */
export interface RunningServerFile {
  readonly pid: number;
  readonly url: string;
  readonly databaseUrl: string;
}

/** Writes the file for this process; returns what removes it again, unless another server has taken its place. */
export function writeRunningFile(dataDir: string, running: Omit<RunningServerFile, 'pid'>): () => void {
  const file = fileOf(dataDir);
  mkdirSync(dataDir, { recursive: true });
  writeDurably(file, `${JSON.stringify({ pid: process.pid, ...running })}\n`);
  return () => {
    if (readRunningFile(dataDir)?.pid === process.pid) rmSync(file, { force: true });
  };
}

/** What the server of this directory wrote; null when none runs. The file of a server that was killed does not count. */
export function readRunningFile(dataDir: string): RunningServerFile | null {
  const text = readIfPresent(fileOf(dataDir));
  const running = text === null ? null : (JSON.parse(text) as RunningServerFile);
  return running !== null && isAlive(running.pid) ? running : null;
}

function fileOf(dataDir: string): string {
  return path.join(dataDir, 'server.json');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
