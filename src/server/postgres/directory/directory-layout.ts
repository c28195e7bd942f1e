// What lies where in the database directory, and whether a directory may be taken for one.
import { chmodSync, chownSync, lchownSync, mkdirSync, readdirSync, realpathSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { LOCK_FILE } from './directory-lock.ts';
import { readIfPresent } from './durable-file.ts';
import { EmbeddedPostgresError, USE_OWN_SERVER } from '../embedded-postgres-error.ts';
import { CLUSTER_NAME_PREFIX } from '../process-table.ts';
import type { UnixOwner } from '../unix-owner.ts';

/** Absolute paths of one database directory. */
export interface DirectoryLayout {
  readonly root: string;
  /** The cluster itself (PGDATA). */
  readonly cluster: string;
  /** The superuser's password, 0600. */
  readonly password: string;
  /** The port of the last start, kept so that a URL outlives our process. */
  readonly port: string;
  /** Folder of the server's Unix socket while it runs. */
  readonly socket: string;
  /** What the server writes to its standard error. */
  readonly serverLog: string;
  /** Links to the platform's libraries, used only when the package's own tree cannot be completed. */
  readonly libraries: string;
}

/** Prefix of a cluster that initdb has not finished; never used as one, removed by the next start. */
export const UNFINISHED_PREFIX = 'cluster.init-';

/** Creates the directory when absent (0700) and names its parts; refuses one that holds something else. */
export function openDirectory(dataDir: string): DirectoryLayout {
  const absolute = path.resolve(dataDir);
  mkdirSync(absolute, { recursive: true, mode: 0o700 });
  const root = realpathSync(absolute);
  // A volume mounted right here starts with a lost+found of its own.
  const entries = readdirSync(root).filter((name) => name !== 'lost+found');
  // Its owner and mode are about to change, which would ruin a home or a system directory named by mistake.
  if (entries.length > 0 && !entries.includes(LOCK_FILE)) {
    throw foreign(root, 'is not empty and holds no database of this server');
  }
  const at = (name: string) => path.join(root, name);
  return {
    root,
    cluster: at('cluster'),
    password: at('password'),
    port: at('port'),
    socket: at('socket'),
    serverLog: at('server.log'),
    libraries: at('libraries'),
  };
}

/** Gives the directory to the server's user alone; needs the lock, since a second process may be about to do the same. */
export function claimForOwner(layout: DirectoryLayout, owner: UnixOwner | null): void {
  chmodSync(layout.root, 0o700);
  if (!owner) return;
  chownSync(layout.root, owner.uid, owner.gid);
  // Its files too (never opening them), so that the same directory also serves a start as that very user.
  for (const name of readdirSync(layout.root)) lchownSync(path.join(layout.root, name), owner.uid, owner.gid);
}

/** True when the cluster exists; throws on one of another major version and on a folder that is no cluster. */
export function hasCluster(layout: DirectoryLayout, major: string): boolean {
  if (!statSync(layout.cluster, { throwIfNoEntry: false })) return false;
  const found = readIfPresent(path.join(layout.cluster, 'PG_VERSION'))?.trim();
  if (found === major) return true;
  if (found) throw otherMajor(layout.cluster, { found, major });
  if (readdirSync(layout.cluster).length > 0) {
    throw foreign(layout.cluster, 'has files but no PG_VERSION, so it is no PostgreSQL cluster');
  }
  rmdirSync(layout.cluster);
  return false;
}

/** The name a cluster's processes carry: device and inode, the same whatever path or mount leads to the directory. */
export function clusterNameOf(layout: DirectoryLayout): string {
  const { dev, ino } = statSync(layout.cluster);
  return `${CLUSTER_NAME_PREFIX}${dev}-${ino}`;
}

/** Turns a refusal of the operating system (EACCES, ENOSPC, EROFS …) into DIRECTORY_UNUSABLE; other errors stay. */
export function asDirectoryFault(error: unknown, dataDir: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new EmbeddedPostgresError(
    'DIRECTORY_UNUSABLE',
    `The database directory ${dataDir} cannot be used: ${error.message}. Give this user the right and the room to ` +
      `write it, set DATA_DIR to another directory, or ${USE_OWN_SERVER}.`,
    { cause: error },
  );
}

function foreign(directory: string, why: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DIRECTORY_UNUSABLE',
    `${directory} ${why}; nothing was changed. Set DATA_DIR to an empty or new directory, or ${USE_OWN_SERVER}.`,
  );
}

function otherMajor(cluster: string, version: { found: string; major: string }): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'VERSION_MISMATCH',
    `The database in ${cluster} was made by PostgreSQL ${version.found} and this release carries PostgreSQL ` +
      `${version.major}; nothing was changed. Dump it with a PostgreSQL ${version.found} server and load the dump ` +
      `into an empty DATA_DIR, or run that server yourself and set DATABASE_URL.`,
  );
}
