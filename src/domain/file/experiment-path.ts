// Paths of files that experiments leave: names in a store, never places on a disk.
import { FILE_LIMITS } from './file.ts';

/** The path as it is kept: without slashes at its ends, empty parts and parts that are a dot; null for what names nothing, or would leave the root. */
export function experimentPath(given: string): string | null {
  const parts = given.split('/').filter((part) => part !== '' && part !== '.');
  const path = parts.join('/');
  if (parts.length === 0 || parts.includes('..') || path.length > FILE_LIMITS.path || path.includes('\0') || !path.isWellFormed()) return null;
  return path;
}

/** Most parts of a path that are looked at for the id of a task. */
const MAX_LOOKED = 64;

/**
 * The UUIDs that parts of a path end in behind a dot, written in 32 digits there. A folder of a task is named `<name>.<id>`, and so is a folder of a
 * project whose name is long, so that the first need not be that of a task.
 */
export function idsInPath(path: string): readonly string[] {
  return path.split('/').slice(0, MAX_LOOKED).flatMap((part) => {
    const digits = /\.([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(part)?.slice(1);
    return digits === undefined ? [] : [digits.join('-')];
  });
}
