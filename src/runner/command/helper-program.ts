// Programs that prepare an attempt, such as git and pip: an argument vector, no terminal, ended with the attempt or after their time.
import { spawn } from 'node:child_process';
import { endProcesses } from '../process/end-processes.ts';
import { signalProcess } from '../process/process-scan.ts';
import { after } from '../retry-delay.ts';
import type { Environment } from './child-environment.ts';
import { InvalidWork } from './invalid-work.ts';

/** Characters kept of what a helper prints; its reason stands at the end. */
export const HELPER_OUTPUT_LENGTH = 16_384;

/** For whom helpers run. */
export interface HelperRun {
  readonly attemptId: string;
  /** The whole environment, the attempt's mark included. */
  readonly env: Environment;
  /** Aborted when the attempt is to end. */
  readonly signal: AbortSignal;
}

/** One call. */
export interface HelperCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly timeoutSeconds: number;
  readonly input?: string;
}

/** How a call ended. */
export interface HelperResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** The end of what it said; advice for the user is in it. */
  readonly stderr: string;
}

/** Runs a helper to its end. A failure is an answer, not an error; rejects when the program is not there or the attempt ends. */
export async function runHelper(run: HelperRun, call: HelperCall): Promise<HelperResult> {
  run.signal.throwIfAborted();
  const child = spawn(call.program, call.args, { cwd: call.cwd, env: run.env, detached: true, stdio: 'pipe' });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] = (printed[name] + text).slice(-HELPER_OUTPUT_LENGTH)));
  }
  // It may refuse before it has read its input; its exit code says so.
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.input ?? '');
  const end = (): void => endAll(run.attemptId, child.pid);
  const cancel = after(call.timeoutSeconds * 1_000, end);
  run.signal.addEventListener('abort', end);
  try {
    const ok = await new Promise<boolean>((resolve, reject) => {
      child.once('error', (error) => reject(new InvalidWork(`${call.program} cannot be run on the machine of this runner (${error.message}); install it or enqueue the work elsewhere`)));
      child.once('close', (code) => resolve(code === 0));
    });
    run.signal.throwIfAborted();
    return { ok, ...printed };
  } finally {
    cancel();
    run.signal.removeEventListener('abort', end);
  }
}

function endAll(attemptId: string, group: number | undefined): void {
  if (group === undefined) return;
  // Whether they are gone shows in the end of the helper itself; when the table cannot be read, its group is ended without it.
  endProcesses({ attemptId, group }, { graceMs: 0, hurry: AbortSignal.abort() }).catch(() => signalProcess(-group, 'SIGKILL'));
}
