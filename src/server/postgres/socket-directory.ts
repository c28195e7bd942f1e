// The folder with the server's Unix socket: private, made anew for each start, and only where such a socket works.
import { once } from 'node:events';
import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import type { UnixOwner } from './unix-owner.ts';

/**
 * Bytes that a socket's whole path may have: one less than the kernel's field for it, for the final zero. PostgreSQL refuses to start
 * with a longer one, so it is not asked to. What is not Linux here has the smaller field of the BSDs.
 */
export const SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/** Bytes of the longest name that PostgreSQL gives a socket in its folder. */
const LONGEST_NAME = Buffer.byteLength('.s.PGSQL.65535');

/** Milliseconds the trial connection may take; nothing but this process takes part in it. */
const TRIAL_MS = 2_000;

/** Why the folder cannot hold the socket, or null when it can; the folder is made for the trial and removed after it. */
export async function socketFault(folder: string): Promise<string | null> {
  if (process.platform === 'win32') return 'PostgreSQL has no such sockets here';
  const bytes = Buffer.byteLength(folder) + 1 + LONGEST_NAME;
  if (bytes > SOCKET_PATH_BYTES) return `its path would have ${bytes} bytes and the system takes ${SOCKET_PATH_BYTES}`;
  try {
    makeSocketDirectory(folder, null);
    await tryOut(path.join(folder, 'trial'));
    return null;
  } catch (error) {
    // A folder that the host of a container lends it may take files and no sockets.
    return error instanceof Error ? error.message : String(error);
  } finally {
    removeSocketDirectory(folder);
  }
}

/**
 * Makes the folder empty, for the server's user alone. Whatever lies there is from a dead server, since the caller holds the directory's
 * lock; PostgreSQL itself would trust the pid in the lock beside a stale socket, which may be a stranger's by now, and refuse to start.
 */
export function makeSocketDirectory(folder: string, owner: UnixOwner | null): void {
  removeSocketDirectory(folder);
  mkdirSync(folder, { mode: 0o700 });
  if (owner) chownSync(folder, owner.uid, owner.gid);
}

/** Removes the folder and what a killed server left in it. */
export function removeSocketDirectory(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** The folder as the setting takes it, which is a list: a comma or a quote in a path must not part it. */
export function socketSetting(folder: string | null): string {
  return folder === null ? '' : `"${folder.replaceAll('"', '""')}"`;
}

/**
 * The URL by which libpq and the driver find the socket of that port in a folder: the folder stands where a host would. It stays a URL that
 * can be taken apart, with the database as its path.
 */
export function socketUrl(tcpUrl: string, folder: string): string {
  const { protocol, username, password, port, pathname } = new URL(tcpUrl);
  return `${protocol}//${username}:${password}@${encodeURIComponent(folder)}:${port}${pathname}`;
}

// Listens and connects, as PostgreSQL and its clients will.
async function tryOut(file: string): Promise<void> {
  const signal = AbortSignal.timeout(TRIAL_MS);
  const server: Server = createServer((peer) => peer.destroy());
  try {
    await once(server.listen(file), 'listening', { signal });
    const client = connect(file);
    try {
      await once(client, 'connect', { signal });
    } finally {
      client.destroy();
    }
  } finally {
    server.close();
  }
}
