// Running git: an argument vector, no prompts, no helper programs of foreign protocols, ended with its attempt.
import { spawn } from 'node:child_process';
import { endProcesses } from '../process/end-processes.ts';
import { signalProcess } from '../process/process-scan.ts';
import { after } from '../retry-delay.ts';
import type { Environment } from './child-environment.ts';
import { GIT_PROTOCOLS } from './git-address.ts';
import { InvalidWork } from './invalid-work.ts';

/** Seconds for one call of git; a clone that takes longer is a matter for an operator. */
export const GIT_TIMEOUT_SECONDS = 900;
/** Characters kept of what git prints; its reason stands at the end. */
export const GIT_OUTPUT_LENGTH = 16_384;

/** For whom git runs. */
export interface GitRun {
  readonly attemptId: string;
  /** Base variables and the attempt's mark. */
  readonly env: Environment;
  /** Aborted when the attempt is to end. */
  readonly signal: AbortSignal;
}

/** One call. */
export interface GitCall {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly input?: string;
}

/** How a call ended. */
export interface GitResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** The end of what git said; advice for the user is in it. */
  readonly stderr: string;
}

// Hooks and monitors named by a repository or a template would run programs of their own.
const SETTINGS = ['-c', 'protocol.ext.allow=never', '-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'advice.detachedHead=false'];

/** Runs git to its end. A failure is an answer, not an error; rejects when git is not there or the attempt ends. */
export async function git(run: GitRun, call: GitCall): Promise<GitResult> {
  run.signal.throwIfAborted();
  const child = spawn('git', [...SETTINGS, ...call.args], { cwd: call.cwd, env: { ...run.env, ...FIXED }, detached: true, stdio: 'pipe' });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] = (printed[name] + text).slice(-GIT_OUTPUT_LENGTH)));
  }
  // git may refuse before it has read its input; its exit code says so.
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.input ?? '');
  const end = (): void => endAll(run.attemptId, child.pid);
  const cancel = after(GIT_TIMEOUT_SECONDS * 1_000, end);
  run.signal.addEventListener('abort', end);
  try {
    const ok = await new Promise<boolean>((resolve, reject) => {
      child.once('error', (error) => reject(new InvalidWork(`git cannot be run on the machine of this runner (${error.message}); install it or enqueue the work elsewhere`)));
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
  // Whether they are gone shows in the end of git itself; when the table cannot be read, its group is ended without it.
  endProcesses({ attemptId, group }, { graceMs: 0, hurry: AbortSignal.abort() }).catch(() => signalProcess(-group, 'SIGKILL'));
}

/** Runs git and answers what it printed; throws `InvalidWork` with git's reason when it fails. */
export async function gitOrInvalid(run: GitRun, call: GitCall & { readonly failure: string }): Promise<string> {
  const { ok, stdout, stderr } = await git(run, call);
  if (!ok) throw new InvalidWork(`${call.failure}: ${stderr.trim() || `git gave no reason within ${GIT_TIMEOUT_SECONDS} s`}`);
  return stdout.trim();
}

const FIXED: Environment = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: GIT_PROTOCOLS.join(':'),
  GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
  // Neither an editor nor a window may be waited for.
  GIT_ASKPASS: 'true',
  SSH_ASKPASS: 'true',
  // git speaks the user's language otherwise, and some of its words are looked for.
  LC_ALL: 'C.UTF-8',
};
