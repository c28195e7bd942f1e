// The embedded PostgreSQL server as its users see it: start it for a directory, get a URL, stop it.
import { type Cluster, openCluster, type PostgresOptions } from './cluster-opening.ts';
import { readIfPresent, writeDurably } from './directory/durable-file.ts';
import type { ProcessExit } from './guarded-process.ts';
import { SUPERUSER } from './directory/superuser-password.ts';
import { choosePort, LOOPBACK, parsePort, portIsFree } from './loopback-port.ts';
import { socketUrl } from './socket-directory.ts';
import { launchPostmaster, type Postmaster, type StopMode } from './postmaster.ts';

/** A running server that ends with us, however we end. */
export interface EmbeddedPostgres {
  /** Connection string of the superuser by TCP on loopback, for any tool; password included: never log it. */
  readonly url: string;
  /**
   * The same by the Unix socket, for processes of this user on this machine: a statement costs both sides together a quarter less. The same
   * as `url` where there is no socket.
   */
  readonly localUrl: string;
  readonly port: number;
  /** Process id of the server (the postmaster). */
  readonly pid: number;
  /** True when this start took over from a server a dead process had left running (it was stopped, then started anew). */
  readonly adopted: boolean;
  /** Stops the server, frees the directory and leaves no process behind; repeated calls share one outcome. */
  stop(mode?: StopMode): Promise<void>;
  /** Calls the listener once when the server has ended without having been told to stop. */
  onExit(listener: (info: ProcessExit) => void): void;
}

/** A cluster with a server on it, before it is dressed up for its user. */
export interface RunningCluster {
  readonly cluster: Cluster;
  readonly postmaster: Postmaster;
  readonly port: number;
  readonly url: string;
  readonly localUrl: string;
}

/** Ports tried at a first start when another process takes the chosen one just before the server does. */
export const START_PORT_TRIES = 5;

/** Starts a server on a directory; it is not started again when it dies (see supervisePostgres). */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { cluster, postmaster, port, url, localUrl } = await openAndLaunch(options);
  let stopping: Promise<void> | undefined;
  const stop = async (mode: StopMode) => {
    await postmaster.stop(mode).finally(() => cluster.lock.release());
  };
  return {
    url,
    localUrl,
    port,
    pid: postmaster.pid,
    adopted: cluster.orphanStopped,
    stop: (mode = 'fast') => (stopping ??= stop(mode)),
    onExit: (listener) => void postmaster.exited.then((info) => stopping ?? listener(info)),
  };
}

/** Opens the directory and starts its server on the remembered port, or on another when that is taken. */
export async function openAndLaunch(options: PostgresOptions): Promise<RunningCluster> {
  const began = performance.now();
  const cluster = await openCluster(options);
  try {
    const { postmaster, port } = await launchOnSomePort(cluster);
    const { pid } = postmaster;
    cluster.log('PostgreSQL is ready', { dataDir: cluster.layout.root, port, pid, ms: Math.round(performance.now() - began) });
    const url = `postgres://${SUPERUSER}:${cluster.password}@${LOOPBACK}:${port}/postgres`;
    return { cluster, postmaster, port, url, localUrl: cluster.socket === null ? url : socketUrl(url, cluster.socket) };
  } catch (error) {
    cluster.lock.release();
    throw error;
  }
}

async function launchOnSomePort(cluster: Cluster): Promise<{ postmaster: Postmaster; port: number }> {
  const remembered = parsePort(readIfPresent(cluster.layout.port));
  for (let left = START_PORT_TRIES; ; left--) {
    const port = await choosePort(remembered);
    try {
      const postmaster = await launchPostmaster(cluster, port);
      if (port !== remembered) writeDurably(cluster.layout.port, `${port}\n`, cluster.user.owner);
      return { postmaster, port };
    } catch (error) {
      if (left <= 1 || (await portIsFree(port))) throw error;
      cluster.log('the port was taken while PostgreSQL started, trying another', { port });
    }
  }
}
