// Finding processes in /proc: by their group, by their parents, and by the mark of their attempt in the environment.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Name of the variable that marks every process of an attempt; its value is the attempt's id. */
export const ATTEMPT_VARIABLE = 'SWITCHYARD_ATTEMPT';

/** One line of the process table. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Start in clock ticks since boot: with the pid it names a process for good, pids are used again. */
  readonly startTicks: string;
}

/** The process of that pid; null when there is none, or only a zombie, which runs no more. */
export function readProcess(pid: number): ProcessRow | null {
  const stat = readProc(`/proc/${pid}/stat`)?.toString('latin1');
  if (!stat) return null;
  // The name stands in brackets and may hold brackets and blanks itself: the last bracket ends it.
  const [state, parent, group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return null;
  return { pid, parent: Number(parent), group: Number(group), startTicks: rest[START_FIELD] ?? '' };
}

// starttime is field 22 of proc(5); the first three after the name are taken off above.
const START_FIELD = 16;

/** When the process of that pid started, as a text that names it for good together with the pid; null when it is not alive. */
export function startOf(pid: number): string | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  if (process.platform === 'linux') return readProcess(pid)?.startTicks ?? null;
  const told = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } });
  return told.stdout.trim() || null;
}

/** What makes a process belong to an attempt. */
export interface Marks {
  readonly attemptId: string;
  /** The process group of its program, once there is one. */
  readonly group: number | null;
}

/**
 * The live processes of an attempt: its group, all that carry its mark though they left the group, and the children of both.
 * A process that left its group, cleared its environment and lost its parent cannot be known. Without /proc only the group's leader is.
 */
export function processesOf(marks: Marks): number[] {
  const rows = processTable();
  if (rows === null) return marks.group !== null && isGroupAlive(marks.group) ? [marks.group] : [];
  const found = new Set(rows.filter((row) => row.group === marks.group || isMarked(row.pid, marks.attemptId)).map((row) => row.pid));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const row of rows) if (found.has(row.parent)) found.add(row.pid);
  }
  return [...found];
}

/** Whether any process of the group is alive; where there is no /proc a zombie counts as alive. */
export function isGroupAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    // ESRCH: nobody; EPERM cannot be for one's own children.
    return false;
  }
}

/** Sends a signal to a process, or to a group when negative; a process that has just ended is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // EPERM: a program that changed its user; whoever waits for it sees it alive and says so.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function processTable(): ProcessRow[] | null {
  if (process.platform !== 'linux') return null;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((name) => readProcess(Number(name))).filter((row) => row !== null);
}

function isMarked(pid: number, attemptId: string): boolean {
  return readProc(`/proc/${pid}/environ`)?.includes(`${ATTEMPT_VARIABLE}=${attemptId}`) ?? false;
}

function readProc(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    // The process may end between two looks (ENOENT, ESRCH) or be another user's (EACCES, EPERM).
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
