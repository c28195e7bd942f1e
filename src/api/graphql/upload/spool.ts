// Where files wait while their operation runs: a folder of our own, with nothing in it when a server starts.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FileUpload } from 'graphql-upload/processRequest.mjs';
import { codeOf } from '../../../blobs/disk-fault.ts';
import type { ApiLog } from '../context.ts';

/** Requests with files that one key may have at the same time (in open mode: everybody together); one more is answered 429. */
export const MAX_UPLOADING = 32;

/** Makes the folder and empties it: what a killed process left there belongs to requests that nobody waits for. */
export function openSpool(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true, force: true });
  return folder;
}

/** What the intake writes a file to; it chooses a name in the folder for temporary files, some turns of the event loop after it was made. */
interface Capacitor {
  _path: string | null;
  /** Set in the same turn in which its readers fail, unlike its event. */
  readonly errored: Error | null;
  on(event: 'error', listener: (error: Error) => void): unknown;
  destroy(error: Error): unknown;
}

/** The stream behind a file that has just begun. */
export function capacitorOf(file: FileUpload): Capacitor {
  return (file as FileUpload & { readonly capacitor: Capacitor }).capacitor;
}

/**
 * Lets the file be written into our folder: the system's may be memory, is shared with others, and nobody would empty it after a kill. The
 * intake has no setting for it. Call it in the turn in which the file began, before its name is chosen; a test holds the place it ends up in.
 */
export function keepIn(folder: string, file: FileUpload): void {
  let chosen: string | null = null;
  Object.defineProperty(capacitorOf(file), '_path', {
    get: () => chosen,
    set: (name: string | null) => { chosen = name === null ? null : path.join(folder, path.basename(name)); },
  });
}

/** Fails the readers of a file that cannot be written any further: the intake leaves them waiting for bytes that never come. Call it in that turn, too. */
export function tellReaders(file: FileUpload, log: ApiLog): void {
  const capacitor = capacitorOf(file);
  capacitor.on('error', (error) => {
    if (codeOf(error) !== null) log.error({ err: error }, 'the spool of uploads takes nothing');
    capacitor.destroy(error);
  });
}
