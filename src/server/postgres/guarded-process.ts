// Child processes that do not outlive us: each comes with a watchdog that stops it when our end of a pipe is closed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { ServerUser } from './server-user.ts';

/** How a guarded process is started and, when we die first, stopped. */
export interface GuardOptions {
  readonly user: ServerUser;
  /** Descriptor that takes the program's output. */
  readonly output: number;
  /** Signal the watchdog sends when we are gone. */
  readonly signalOnOrphan: 'INT' | 'TERM';
}

/** How a process ended: one of the two is not null. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A guarded child; its watchdog goes home when the child ends. */
export interface GuardedProcess {
  readonly pid: number;
  /** Resolves once, when the process has ended, whoever ended it. */
  readonly exited: Promise<ProcessExit>;
  /** False from the moment the end is known; from then on the pid may belong to another process. */
  readonly running: boolean;
}

/** Seconds an orphan has to end by itself before the watchdog sends QUIT (immediate shutdown: recovery at next start). */
export const ORPHAN_GRACE_S = 30;

/**
 * Starts a program with its watchdog. A shell first leaves the watchdog behind, orphaned on purpose (PostgreSQL would
 * take an unknown child's death for a crash), and then becomes the program, so that there is no moment without a guard
 * and the child's pid and exit status are the program's own. Rejects when nothing could be started at all.
 */
export async function spawnGuarded(program: readonly string[], options: GuardOptions): Promise<GuardedProcess> {
  const { user, output, signalOnOrphan } = options;
  const words = [...user.prefix, '/bin/sh', '-c', GUARD_SCRIPT, 'sh', signalOnOrphan, String(ORPHAN_GRACE_S), ...program];
  const [command = '', ...args] = words;
  const child = spawn(command, args, {
    ...user.ids,
    env: user.env,
    cwd: '/',
    // A session of its own: Ctrl-C in a terminal is for us, who then stop the program in good order.
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
  });
  const leash = child.stdio[3] as Socket | null | undefined;
  // The watchdog's end may close first (it was killed); the program lives on and the next start finds it.
  leash?.on('error', () => leash.destroy());
  leash?.unref();
  const exited = exitOf(child, () => leash?.end(DISMISSAL));
  await once(child, 'spawn');
  child.unref();
  return {
    pid: child.pid ?? 0,
    exited,
    get running() {
      return child.exitCode === null && child.signalCode === null;
    },
  };
}

/** An exit in words, for logs and messages. */
export function describeExit(exit: ProcessExit): string {
  return exit.signal ? `signal ${exit.signal}` : `status ${exit.code}`;
}

function exitOf(child: ChildProcess, dismissWatchdog: () => void): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      dismissWatchdog();
      resolve({ code, signal });
    });
  });
}

/** The word that tells the watchdog that all is well; anything else, or nothing, means that we died. */
const DISMISSAL = 'done\n';

// The start time tells the program from a later process with its pid. exec keeps both. A zombie (Z) counts as gone: in
// a container the first process may be one that never reaps. Descriptor 3 is closed for the program, else it would hold
// its own leash; the watchdog lets go of 1 and 2, else it would hold the log open. It ignores the signals that a service
// manager sends to a whole group, because we are still draining then and may yet be killed.
const GUARD_SCRIPT = `
signal=$1; grace=$2; shift 2; pid=$$
born() {
  if [ -r /proc/self/stat ]; then
    read -r line < /proc/$pid/stat || return
    set -- \${line##*) }; [ $1 = Z ] || echo \${20}
  else ps -o lstart= -p $pid; fi
} 2>/dev/null
birth=$(born)
( (
  trap '' HUP INT TERM
  exec >/dev/null 2>&1
  read -r word <&3
  [ "$word" = done ] && exit 0
  [ "$(born)" = "$birth" ] || exit 0
  kill -$signal $pid
  while [ $grace -gt 0 ] && [ "$(born)" = "$birth" ]; do sleep 1; grace=$((grace - 1)); done
  [ "$(born)" = "$birth" ] && kill -QUIT $pid
) & )
exec 3<&-
exec "$@"
`;
