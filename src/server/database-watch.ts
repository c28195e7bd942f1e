// A watch over the embedded PostgreSQL: a server that somebody else told to shut down is sent away and started again.
import type { Logger } from 'pino';
import { readPidFile } from './postgres/pid-file.ts';
import type { SupervisedPostgres } from './postgres/postgres-supervisor.ts';

/** Time between two looks, ms; a look reads one small file. */
export const WATCH_MS = 1_000;
/** Looks in a row that must find the server leaving: one that ends quickly is started again by its supervisor without our help. */
export const LEAVING_LOOKS = 2;

/** What the watch works with. */
export interface WatchOptions {
  /** Directory of the cluster, where the server writes its state. */
  readonly cluster: string;
  readonly log: Logger;
}

/**
 * Begins to watch; gives back what ends it. SIGTERM lets a server wait for its last connection while it refuses new ones, and ours
 * stay open for as long as we live: without this it would be neither up nor dead for ever.
 */
export function watchDatabase(server: Pick<SupervisedPostgres, 'pid' | 'restart'>, { cluster, log }: WatchOptions): () => void {
  let looks = 0;
  let restarting = false;
  let ended = false;
  const again = async (): Promise<void> => {
    restarting = true;
    log.warn({ pid: server.pid }, 'somebody told the embedded PostgreSQL to shut down; it is started again');
    await server.restart({ mode: 'fast' }).catch((error: unknown) => ended || log.error({ error }, 'the embedded PostgreSQL could not be started again'));
    restarting = false;
  };
  const look = (): void => {
    if (restarting) return;
    looks = isLeaving(server.pid, cluster) ? looks + 1 : 0;
    if (looks < LEAVING_LOOKS) return;
    looks = 0;
    void again();
  };
  const timer = setInterval(look, WATCH_MS).unref();
  return () => {
    ended = true;
    clearInterval(timer);
  };
}

// A server is under this pid only after it was ready, and crash recovery of its own leaves the word there: what is not ready is leaving.
function isLeaving(pid: number, cluster: string): boolean {
  const file = readPidFile(cluster);
  return file?.pid === pid && !file.ready;
}
