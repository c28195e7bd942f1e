// One life of the server process: start it on a port, wait until it takes connections, stop it, learn of its end.
import { closeSync } from 'node:fs';
import type { Cluster } from './cluster-opening.ts';
import { EmbeddedPostgresError, USE_OWN_SERVER } from './embedded-postgres-error.ts';
import { describeExit, type GuardedProcess, type ProcessExit, spawnGuarded } from './guarded-process.ts';
import { readPidFile } from './pid-file.ts';
import { pollUntil } from './poll-until.ts';
import { sendSignal } from './process-table.ts';
import { boundServerLog, openServerLog, SERVER_LOG_CHECK_MS, serverLogSize, serverLogTail } from './server-log.ts';
import { fixedSettings, settingWords } from './server-settings.ts';
import { makeSocketDirectory, removeSocketDirectory } from './socket-directory.ts';
import { endChildren, STOP_STAGES } from './stale-cluster.ts';

/** How to stop: fast rolls back what is open and writes a checkpoint; immediate leaves recovery to the next start. */
export type StopMode = 'fast' | 'immediate';

/** A server process that takes connections. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves once, when the process has ended, whoever ended it. */
  readonly exited: Promise<ProcessExit>;
  /** Stops it, harder when it does not end, and resolves when no process of the cluster is left. */
  stop(mode: StopMode): Promise<void>;
}

/** Milliseconds a start may take; long, because it includes replaying up to max_wal_size of log after a crash. */
export const START_DEADLINE_MS = 180_000;

/** Starts the server and waits until it is ready; START_FAILED carries the end of the server's log. */
export async function launchPostmaster(cluster: Cluster, port: number): Promise<Postmaster> {
  const { serverLog } = cluster.layout;
  await boundServerLog(serverLog);
  const before = serverLogSize(serverLog);
  const server = await spawnServer(cluster, port);
  const settled = await pollUntil(() => !server.running || isReady(cluster, server.pid), START_DEADLINE_MS);
  if (settled && server.running) {
    boundLogWhileRunning(cluster, server);
    return { pid: server.pid, exited: server.exited, stop: (mode) => stopServer(cluster, server, mode) };
  }
  if (server.running) await stopServer(cluster, server, 'immediate');
  const late = `was not ready after ${START_DEADLINE_MS / 1000} s`;
  const how = settled ? `ended with ${describeExit(await server.exited)}` : late;
  throw startFailed(cluster, how, serverLogTail(serverLog, before));
}

async function spawnServer(cluster: Cluster, port: number): Promise<GuardedProcess> {
  const { layout, binaries, name, settings, user, socket } = cluster;
  const words = settingWords({ ...settings, ...fixedSettings(name, { port, socket }) });
  if (socket !== null) makeSocketDirectory(socket, user.owner);
  const output = openServerLog(layout.serverLog);
  try {
    return await spawnGuarded([binaries.postgres, '-D', layout.cluster, ...words], { user, output, signalOnOrphan: 'INT' });
  } finally {
    closeSync(output);
  }
}

// The pid is compared, because the file of an earlier life may lie there until the server replaces it.
function isReady(cluster: Cluster, pid: number): boolean {
  const file = readPidFile(cluster.layout.cluster);
  return file !== null && file.pid === pid && file.ready;
}

async function stopServer(cluster: Cluster, server: GuardedProcess, mode: StopMode): Promise<void> {
  for (const { signal, patienceMs } of STOP_STAGES.slice(mode === 'fast' ? 0 : 1)) {
    if (server.running) sendSignal(server.pid, signal);
    if (await pollUntil(() => !server.running, patienceMs)) break;
  }
  await endChildren(cluster.name);
  if (cluster.socket !== null) removeSocketDirectory(cluster.socket);
}

function boundLogWhileRunning(cluster: Cluster, server: GuardedProcess): void {
  const file = cluster.layout.serverLog;
  const complain = (error: unknown) => cluster.log('the PostgreSQL log could not be bounded', { file, error: String(error) });
  const timer = setInterval(() => void boundServerLog(file).catch(complain), SERVER_LOG_CHECK_MS).unref();
  void server.exited.then(() => clearInterval(timer));
}

function startFailed(cluster: Cluster, how: string, tail: string): EmbeddedPostgresError {
  const { serverLog, cluster: data } = cluster.layout;
  return new EmbeddedPostgresError(
    'START_FAILED',
    `PostgreSQL on ${data} ${how}; mend the cause named below and start again, or ${USE_OWN_SERVER}. ` +
      `Last lines of ${serverLog}:\n${tail}`,
  );
}
