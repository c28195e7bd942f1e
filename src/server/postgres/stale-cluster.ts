// What a dead predecessor left behind in a cluster whose lock we hold: a running server, its children, its pid file.
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { readPidFile, removePidFile } from './pid-file.ts';
import { pollUntil } from './poll-until.ts';
import { clusterProcesses, isForeignServer, sendSignal } from './process-table.ts';

/** Milliseconds each way of stopping has before the next, harder one: fast, immediate, kill. */
export const STOP_STAGES = [
  { signal: 'SIGINT', patienceMs: 20_000 },
  { signal: 'SIGQUIT', patienceMs: 8_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
] as const;

/** Milliseconds in which children of a dead server end by themselves, unless busy, before they are killed. */
export const CHILDREN_PATIENCE_MS = 500;

/**
 * Leaves the cluster with no process and no misleading pid file; true when a live server had to be stopped. The server
 * is stopped and not taken over: its watchdog died with its owner and its settings may not be ours.
 */
export async function clearStale(cluster: string, clusterName: string): Promise<boolean> {
  const found = postmasters(clusterName).length > 0;
  if (found) await stopPostmaster(clusterName);
  await endChildren(clusterName);
  removeMisleadingPidFile(cluster);
  return found;
}

/** Ends the processes that outlived their server; they hold the shared memory without which no new one starts. */
export async function endChildren(clusterName: string): Promise<void> {
  const none = () => clusterProcesses(clusterName).length === 0;
  if (await pollUntil(none, CHILDREN_PATIENCE_MS)) return;
  for (const { pid } of clusterProcesses(clusterName)) sendSignal(pid, 'SIGKILL');
  if (await pollUntil(none, STOP_STAGES[2].patienceMs)) return;
  const pids = clusterProcesses(clusterName).map((one) => one.pid);
  throw new EmbeddedPostgresError(
    'START_FAILED',
    `Processes of an earlier PostgreSQL server do not end: kill ${pids.join(', ')} and start again.`,
  );
}

// Every process that looks like the server is signalled: one of them is, and the others are children just forked.
async function stopPostmaster(clusterName: string): Promise<void> {
  for (const { signal, patienceMs } of STOP_STAGES) {
    for (const pid of postmasters(clusterName)) sendSignal(pid, signal);
    if (await pollUntil(() => postmasters(clusterName).length === 0, patienceMs)) return;
  }
}

function postmasters(clusterName: string): number[] {
  return clusterProcesses(clusterName).flatMap(({ pid, role }) => (role === 'postmaster' ? [pid] : []));
}

// After a hard stop the file names a pid that may since have gone to some process of the same user, most likely in a
// container, where numbers are small; PostgreSQL would take that process for its rival and refuse to start for ever.
// A server that somebody started on this cluster by hand is such a rival, and is left for PostgreSQL to refuse.
function removeMisleadingPidFile(cluster: string): void {
  const left = readPidFile(cluster);
  if (left && !isForeignServer(left.pid)) removePidFile(cluster);
}
