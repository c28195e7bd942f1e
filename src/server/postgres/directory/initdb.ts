// Running initdb: how a new cluster is made, and what is told when it cannot be.
import { closeSync } from 'node:fs';
import { EmbeddedPostgresError, USE_OWN_SERVER } from '../embedded-postgres-error.ts';
import { describeExit, spawnGuarded } from '../guarded-process.ts';
import { pollUntil } from '../poll-until.ts';
import { sendSignal } from '../process-table.ts';
import { openServerLog, serverLogSize, serverLogTail } from '../server-log.ts';
import type { ServerUser } from '../server-user.ts';
import type { DirectoryLayout } from './directory-layout.ts';
import { SUPERUSER } from './superuser-password.ts';

/** Milliseconds initdb may take before it is killed; it takes about half a second, most of it waiting for the disk. */
export const INITDB_DEADLINE_MS = 180_000;

/** What initdb runs with: its binary, its user, and the directory that holds the password and takes its output. */
export interface InitdbPlace {
  readonly initdb: string;
  readonly user: ServerUser;
  readonly layout: DirectoryLayout;
}

/** Makes a cluster in the empty folder `target`; INITDB_FAILED carries the end of initdb's output. */
export async function runInitdb(target: string, place: InitdbPlace): Promise<void> {
  const { serverLog, root, password } = place.layout;
  const before = serverLogSize(serverLog);
  const output = openServerLog(serverLog);
  const program = [place.initdb, '-D', target, ...initdbArguments(password)];
  const running = spawnGuarded(program, { user: place.user, output, signalOnOrphan: 'TERM' });
  const initdb = await running.finally(() => closeSync(output));
  const ended = await pollUntil(() => !initdb.running, INITDB_DEADLINE_MS);
  if (!ended) sendSignal(initdb.pid, 'SIGKILL');
  const exit = await initdb.exited;
  if (exit.code === 0) return;
  throw new EmbeddedPostgresError(
    'INITDB_FAILED',
    `initdb ended with ${describeExit(exit)} in ${root}; mend the cause named below, or ${USE_OWN_SERVER}. ` +
      `Its last lines:\n${serverLogTail(serverLog, before)}`,
  );
}

// The builtin C.UTF-8 sorts by code point, folds the case of all scripts and needs no locale of the machine.
function initdbArguments(passwordFile: string): string[] {
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return ['-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-instructions', ...locale];
}
