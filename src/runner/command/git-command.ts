// Running git: no prompts, no helper programs of foreign protocols.
import type { Environment } from './child-environment.ts';
import { GIT_PROTOCOLS } from './git-address.ts';
import { type HelperResult, type HelperRun, runHelper } from './helper-program.ts';
import { InvalidWork } from './invalid-work.ts';

/** Seconds for one call of git; a clone that takes longer is a matter for an operator. */
export const GIT_TIMEOUT_SECONDS = 900;

/** For whom git runs; `env` is base variables and the attempt's mark. */
export type GitRun = HelperRun;

/** One call. */
export interface GitCall {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly input?: string;
}

// Hooks and monitors named by a repository or a template would run programs of their own.
const SETTINGS = ['-c', 'protocol.ext.allow=never', '-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'advice.detachedHead=false'];

/** Runs git to its end. A failure is an answer, not an error; rejects when git is not there or the attempt ends. */
export async function git(run: GitRun, call: GitCall): Promise<HelperResult> {
  return runHelper({ ...run, env: { ...run.env, ...FIXED } }, { ...call, program: 'git', args: [...SETTINGS, ...call.args], timeoutSeconds: GIT_TIMEOUT_SECONDS });
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
