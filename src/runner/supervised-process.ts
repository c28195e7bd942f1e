// A runner process as its supervisor sees it: started by it, or found alive after the supervisor itself was killed.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { after, pause } from './retry-delay.ts';
import { signalProcess, startOf } from './process/process-scan.ts';

/** Bytes of log above which a start moves it to `<log file>.1`. */
export const MAX_LOG_FILE_BYTES = 16 * 1024 * 1024;
/** Milliseconds between two looks at a process that is not a child. */
export const ADOPTED_LOOK_MS = 250;

/** What the pid file says; the start time tells the process from a later one of the same pid. */
export interface PidRecord {
  readonly pid: number;
  readonly start: string;
  /** SHA-256 of what the process was started for. */
  readonly fingerprint: string;
}

/** A runner process. */
export interface SupervisedProcess {
  readonly pid: number;
  /** Resolves with a word about the end. */
  readonly ended: Promise<string>;
}

/** How to start one. */
export interface Launch {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly pidFile: string;
  readonly logFile: string;
  readonly fingerprint: string;
}

/** Starts a process that outlives this one, and writes its pid file; rejects when there is no such program. */
export async function launchProcess(launch: Launch): Promise<SupervisedProcess> {
  const log = openLog(launch.logFile);
  const [program = '', ...args] = launch.command;
  const child = spawn(program, args, { detached: true, env: launch.env, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', reject);
  });
  child.unref();
  const pid = child.pid!;
  writeRecord(launch.pidFile, { pid, start: startOf(pid) ?? '', fingerprint: launch.fingerprint });
  return { pid, ended };
}

/** The living process that a pid file names; null when there is none. */
export function livingProcess(pidFile: string): (SupervisedProcess & { readonly fingerprint: string }) | null {
  const record = readRecord(pidFile);
  if (!record || startOf(record.pid) !== record.start) return null;
  return { pid: record.pid, fingerprint: record.fingerprint, ended: endOf(record) };
}

/** Ends it: SIGTERM lets it drain, KILL after `stopSeconds`; its guardian then ends the work. */
export async function endProcess(running: SupervisedProcess, stopSeconds: number): Promise<void> {
  signalProcess(running.pid, 'SIGTERM');
  const cancel = after(stopSeconds * 1_000, () => signalProcess(running.pid, 'SIGKILL'));
  await running.ended;
  cancel();
}

async function endOf(record: PidRecord): Promise<string> {
  // Not a child, so nothing tells of its end.
  while (startOf(record.pid) === record.start) await pause(ADOPTED_LOOK_MS);
  return 'an end seen from outside';
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_FILE_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

// Written aside and renamed: a reader sees the old record or the new one.
function writeRecord(file: string, record: PidRecord): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function readRecord(file: string): PidRecord | null {
  if (!statSync(file, { throwIfNoEntry: false })) return null;
  try {
    const { pid, start, fingerprint } = JSON.parse(readFileSync(file, 'utf8')) as Partial<PidRecord>;
    return pid && start && fingerprint ? { pid, start, fingerprint } : null;
  } catch (error) {
    // Damaged by hand or by a full disk: there is nothing to adopt by it, and the next start writes it anew.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
