// Where bytes lie: a path made of their hash and of nothing else, two directories deep so that none of them grows large.
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { isSha256 } from '../domain/file/file.ts';
import { BLOB_SLICES } from '../domain/ports.ts';
import { codeOf } from './disk-fault.ts';

/** Only the server's own user may look into the directories, and read the files. */
export const DIRECTORY_MODE = 0o700;
/** See `DIRECTORY_MODE`. */
export const FILE_MODE = 0o600;

/** Directory of one slice: the first two digits of the hashes in it. */
export function sliceDirectory(root: string, slice: number): string {
  if (!Number.isInteger(slice) || slice < 0 || slice >= BLOB_SLICES) throw new RangeError(`there is no slice ${slice}`);
  return path.join(root, slice.toString(16).padStart(2, '0'));
}

/** The file of a hash. Throws for any other text: no caller may pass one on from outside. */
export function blobPath(root: string, sha256: string): string {
  if (!isSha256(sha256)) throw new RangeError('only a SHA-256 names bytes');
  return path.join(root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

/** Opens a file of ours for reading; null when there is none. What is no plain file, or lies behind a link, is none. */
export async function openPlain(root: string, sha256: string): Promise<FileHandle | null> {
  const file = blobPath(root, sha256);
  for (const directory of directoriesOf(file)) if (!(await isDirectory(directory))) return null;
  const handle = await openUnlinked(file);
  if (handle === null || (await handle.stat()).isFile()) return handle;
  await handle.close();
  return null;
}

/** Size of the plain file of a hash; null when there is none. */
export async function plainSize(root: string, sha256: string): Promise<number | null> {
  const found = await lstatOrNull(blobPath(root, sha256));
  return found?.isFile() === true ? found.size : null;
}

/** Makes the directories of a file, durably. */
export async function makeDirectories(root: string, file: string): Promise<void> {
  let above = root;
  for (const directory of directoriesOf(file)) {
    try {
      await mkdir(directory, { mode: DIRECTORY_MODE });
      await syncDirectory(above);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (!(await isDirectory(directory))) throw Object.assign(new Error(`${directory} is not a directory`), { code: 'ENOTDIR', cause: error });
    }
    above = directory;
  }
}

/** Makes what was renamed into a directory, or made there, survive a power loss. */
export async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory, constants.O_RDONLY);
  await handle.sync();
}

/** What lies there itself, links not followed; null for nothing. */
export async function lstatOrNull(file: string): Promise<Stats | null> {
  try {
    return await lstat(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}

/** The two directories between the root and a file, the outer one first. */
function directoriesOf(file: string): readonly string[] {
  const inner = path.dirname(file);
  return [path.dirname(inner), inner];
}

async function isDirectory(directory: string): Promise<boolean> {
  return (await lstatOrNull(directory))?.isDirectory() === true;
}

async function openUnlinked(file: string): Promise<FileHandle | null> {
  try {
    // Without blocking: a pipe in its place would otherwise keep the caller for ever.
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENOTDIR', 'ENXIO'].includes(codeOf(error) ?? '')) return null;
    throw error;
  }
}
