// Everything that comes before a server can start on a directory: lock, user, binaries, cluster, and no leftovers.
import { asDirectoryFault, claimForOwner, clusterNameOf, type DirectoryLayout, hasCluster, openDirectory } from './directory/directory-layout.ts';
import { type DirectoryLock, lockDirectory } from './directory/directory-lock.ts';
import type { InitdbPlace } from './directory/initdb.ts';
import { createCluster } from './directory/new-cluster.ts';
import { readPassword } from './directory/superuser-password.ts';
import { completeBinaries, platformPackage, type PostgresBinaries } from './platform-binaries.ts';
import { DEFAULT_MAX_CONNECTIONS, DEFAULT_SETTINGS } from './server-settings.ts';
import { majorVersion, resolveServerUser, type ServerUser } from './server-user.ts';
import { socketFault } from './socket-directory.ts';
import { clearStale } from './stale-cluster.ts';
import { chooseOwner } from './unix-owner.ts';

/** Takes one message with its fields; a logger's method in the server, a list in tests. */
export type PostgresLog = (message: string, fields?: Record<string, unknown>) => void;

/** What a caller says about the database it wants. */
export interface PostgresOptions {
  /** Directory that belongs to this database alone; created when absent. */
  readonly dataDir: string;
  readonly log: PostgresLog;
  /** PostgreSQL settings besides the defaults, such as `{ work_mem: '8MB' }`. */
  readonly settings?: Record<string, string>;
  /** @default DEFAULT_MAX_CONNECTIONS */
  readonly maxConnections?: number;
}

/** A directory we hold, with a cluster no process runs on. */
export interface Cluster {
  readonly layout: DirectoryLayout;
  readonly lock: DirectoryLock;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser;
  /** The name its processes carry. */
  readonly name: string;
  readonly password: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Folder for the server's Unix socket; null where there can be none. The same for every start, as is the URL that names it. */
  readonly socket: string | null;
  /** True when a server that a dead process had left running was found and stopped. */
  readonly orphanStopped: boolean;
  readonly log: PostgresLog;
}

/** Takes the directory's lock, makes the cluster when there is none, and clears what a crash left behind. */
export async function openCluster(options: PostgresOptions): Promise<Cluster> {
  let lock: DirectoryLock | undefined;
  try {
    const layout = openDirectory(options.dataDir);
    lock = lockDirectory(layout.root);
    return await prepare(options, { layout, lock });
  } catch (error) {
    lock?.release();
    throw asDirectoryFault(error, options.dataDir);
  }
}

async function prepare(options: PostgresOptions, held: { layout: DirectoryLayout; lock: DirectoryLock }): Promise<Cluster> {
  const { layout } = held;
  const owner = chooseOwner(layout.cluster);
  claimForOwner(layout, owner);
  const binaries = completeBinaries(platformPackage(), layout.libraries);
  const user = await resolveServerUser(owner, binaries, layout.root);
  const major = await majorVersion(user, binaries);
  if (!hasCluster(layout, major)) await createWithLog(options.log, { layout, initdb: binaries.initdb, user });
  const name = clusterNameOf(layout);
  const orphanStopped = await clearStale(layout.cluster, name);
  if (orphanStopped) options.log('stopped a PostgreSQL server that a dead process had left running', { dataDir: layout.root });
  const fault = await socketFault(layout.socket);
  if (fault !== null) options.log('PostgreSQL gets no Unix socket: its own server uses loopback, too, which costs more', { socket: layout.socket, why: fault });
  const socket = fault === null ? layout.socket : null;
  const maxConnections = String(options.maxConnections ?? DEFAULT_MAX_CONNECTIONS);
  const settings = { ...DEFAULT_SETTINGS, max_connections: maxConnections, ...options.settings };
  return { ...held, binaries, user, name, password: readPassword(layout), settings, socket, orphanStopped, log: options.log };
}

async function createWithLog(log: PostgresLog, place: InitdbPlace): Promise<void> {
  const began = performance.now();
  await createCluster(place);
  log('created a PostgreSQL cluster', { dataDir: place.layout.root, ms: Math.round(performance.now() - began) });
}
