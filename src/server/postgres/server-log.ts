// The server's own log file: appended to by the server itself, so it also tells what happened while we were dead.
import { closeSync, createReadStream, createWriteStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Bytes of log kept in the live file and again in the older one beside it (`.1`). */
export const SERVER_LOG_BYTES = 4 * 1024 * 1024;

/** Milliseconds between two looks at the size; the file can outgrow its bound by what is written in between. */
export const SERVER_LOG_CHECK_MS = 10_000;

/** Lines of log an error message carries at most. */
export const SERVER_LOG_TAIL_LINES = 20;

/** Bytes looked through for those lines. */
const TAIL_BYTES = 16 * 1024;

/** Opens the log for appending; the descriptor is handed to the server and closed here by the caller. */
export function openServerLog(file: string): number {
  return openSync(file, 'a', 0o600);
}

/** The last lines written from `since` (a byte offset) on, at most SERVER_LOG_TAIL_LINES; empty without a log. */
export function serverLogTail(file: string, since: number): string {
  if (serverLogSize(file) === 0) return '';
  const fd = openSync(file, 'r');
  try {
    const size = fstatSync(fd).size;
    const from = Math.max(size - TAIL_BYTES, since > size ? 0 : since);
    const bytes = Buffer.alloc(Math.max(0, size - from));
    readSync(fd, bytes, 0, bytes.length, from);
    return bytes.toString('utf8').trimEnd().split('\n').slice(-SERVER_LOG_TAIL_LINES).join('\n');
  } finally {
    closeSync(fd);
  }
}

/** Bytes in the log now; 0 when there is none yet. */
export function serverLogSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Moves the newest part of a log over its bound to `<file>.1` and empties it. The server goes on writing to the same
 * file (its descriptor appends, so it follows the truncation); lines written between copy and truncation are lost.
 */
export async function boundServerLog(file: string, limit = SERVER_LOG_BYTES): Promise<void> {
  const size = serverLogSize(file);
  if (size <= limit) return;
  await pipeline(createReadStream(file, { start: size - limit }), createWriteStream(`${file}.1`, { mode: 0o600 }));
  await truncate(file, 0);
}
