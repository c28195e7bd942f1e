// One of our processes a directory: a lock the kernel drops with its holder, so no death of any kind leaves it behind.
import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readIfPresent, writeDurably } from './durable-file.ts';
import { EmbeddedPostgresError, USE_OWN_SERVER } from '../embedded-postgres-error.ts';

/** A held lock; `release` is idempotent. */
export interface DirectoryLock {
  release(): void;
}

/** Name of the locked file. Nothing else may open it: closing any descriptor of it in this process drops the lock. */
export const LOCK_FILE = 'lock';

/** Name of the file that says, for the message only, who holds the lock. */
export const HOLDER_FILE = 'holder.json';

/**
 * Takes the lock of a directory or throws DIRECTORY_IN_USE at once. SQLite's exclusive transaction is used because it
 * is the one way Node has to an operating-system file lock (fcntl): released by the kernel on kill -9, blind to
 * recycled pids, and shared by containers that mount one directory, where pid numbers mean nothing.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const database = new DatabaseSync(path.join(directory, LOCK_FILE), { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw isBusy(error) ? inUse(directory, error) : error;
  }
  const holder = path.join(directory, HOLDER_FILE);
  writeDurably(holder, JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() }));
  return {
    release() {
      if (!database.isOpen) return;
      rmSync(holder, { force: true });
      database.close();
    },
  };
}

/** SQLite's result code for a lock that another connection holds. */
const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function inUse(directory: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DIRECTORY_IN_USE',
    `The database directory ${directory} is in use by ${describeHolder(directory)}. Stop that process, ` +
      `set DATA_DIR to another directory, or ${USE_OWN_SERVER} (several servers can share one database that way).`,
    { cause },
  );
}

// The holder writes its name just after it took the lock, so a reader may come too early and find none.
function describeHolder(directory: string): string {
  const text = readIfPresent(path.join(directory, HOLDER_FILE));
  if (!text) return 'another process that has just started';
  const { pid, host, since } = JSON.parse(text) as { pid: number; host: string; since: string };
  return `process ${pid} on ${host} (since ${since})`;
}
