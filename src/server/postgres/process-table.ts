// Finding and signalling the processes of one cluster. They carry its name in their title, so no pid file and no privilege is needed:
// /proc/<pid>/cmdline is world readable, while /proc/<pid>/cwd is closed to root in a container without SYS_PTRACE.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the name of every embedded cluster begins with. */
export const CLUSTER_NAME_PREFIX = 'switchyard-';

/**
 * One live process of a cluster; the postmaster is the parent that holds the data directory. A child that was forked
 * this instant still has its parent's command line and so counts as a postmaster too.
 */
export interface ClusterProcess {
  readonly pid: number;
  readonly role: 'postmaster' | 'backend';
}

/** The words a process was started with; PostgreSQL's children have replaced theirs by a title of one word. */
export interface CommandLine {
  readonly pid: number;
  readonly words: readonly string[];
}

/** The live processes of the cluster of that name; zombies have no command line and so do not count. */
export function clusterProcesses(clusterName: string, table = commandLines()): ClusterProcess[] {
  return table.flatMap(({ pid, words }) => {
    const role = roleOf(words, clusterName);
    return role ? [{ pid, role }] : [];
  });
}

/** True when the pid is a live PostgreSQL server that somebody else started: not one of any embedded cluster. */
export function isForeignServer(pid: number): boolean {
  const line = commandLines().find((one) => one.pid === pid);
  return isServerBinary(line?.words[0]) && !line?.words.some((word) => word.startsWith(`cluster_name=${CLUSTER_NAME_PREFIX}`));
}

/** Sends a signal to a process that may be gone already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** All command lines as Linux has them. */
export function commandLinesFromProc(): CommandLine[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), words: readCommandLine(name).split('\0') }));
}

/** All command lines as ps has them, for systems without /proc (macOS): words are parted at blanks, a title is one word. */
export function commandLinesFromPs(): CommandLine[] {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: PS_OUTPUT_BYTES });
  return table.split('\n').flatMap((line) => {
    const [, pid, args = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    if (!pid) return [];
    return [{ pid: Number(pid), words: args.startsWith('postgres: ') ? [args] : args.split(' ') }];
  });
}

function commandLines(): CommandLine[] {
  return existsSync('/proc/self/cmdline') ? commandLinesFromProc() : commandLinesFromPs();
}

function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (error) {
    // Between readdir and here a process may end (ENOENT, ESRCH) or, under hidepid, be hidden (EACCES, EPERM).
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}

/** Bytes of process table read from ps at most; more than any machine this runs on has. */
const PS_OUTPUT_BYTES = 16 * 1024 * 1024;

function roleOf(words: readonly string[], clusterName: string): ClusterProcess['role'] | null {
  if (words[0]?.startsWith(`postgres: ${clusterName}: `)) return 'backend';
  // The shell that is about to become the server, and its watchdog, carry the same arguments after another first word.
  if (isServerBinary(words[0]) && words.includes(`cluster_name=${clusterName}`)) return 'postmaster';
  return null;
}

function isServerBinary(word: string | undefined): boolean {
  return word !== undefined && path.basename(word) === 'postgres';
}
