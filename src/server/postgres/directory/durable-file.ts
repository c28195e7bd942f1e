// Small files that must be whole or absent after a crash: written beside, synced, renamed, directory synced.
import { chownSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { UnixOwner } from '../unix-owner.ts';

/** Writes a 0600 file so that a crash leaves the old content or the new, never a part; `owner` is given the file. */
export function writeDurably(file: string, text: string, owner?: UnixOwner | null): void {
  const beside = `${file}.new`;
  const fd = openSync(beside, 'w', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  if (owner) chownSync(beside, owner.uid, owner.gid);
  renameSync(beside, file);
  syncDirectory(path.dirname(file));
}

/** Makes renames inside a directory survive a power loss. */
export function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The text of a file, or null when there is no such file. */
export function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
