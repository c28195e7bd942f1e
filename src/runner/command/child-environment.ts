// The environment of a program: a small base from this machine, the spec's own variables, and who it is.
import type { ClaimedAttempt } from '../../domain/dispatch/protocol.ts';
import { ATTEMPT_VARIABLE } from '../process/process-scan.ts';
import type { ClaimedCommand } from './claimed-command.ts';
import { experimentEnvironment, experimentIdentity } from './experiment-environment.ts';
import { InvalidWork } from './invalid-work.ts';

/** Variables passed from the runner's environment. An allow-list, so that keys and database addresses cannot leak by being new. */
export const BASE_VARIABLES = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'NVIDIA_VISIBLE_DEVICES',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const;

/** Variables that git gets beside the base: it needs the user's agent and the site's proxies, which may carry passwords. */
export const GIT_VARIABLES = ['SSH_AUTH_SOCK', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy'] as const;

/** A complete environment. */
export type Environment = { readonly [name: string]: string };

/** Where programs are looked for when the runner's environment names no PATH. */
export const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/** The variables of those names that are set. */
export function pick(source: VariableSource, names: readonly string[]): Environment {
  const base: Record<string, string> = { PATH: DEFAULT_PATH };
  for (const name of names) if (source[name] !== undefined) base[name] = source[name];
  return base;
}

/** Variables as a process has them. */
export type VariableSource = Readonly<Record<string, string | undefined>>;

/** The environment of the attempt's program; the spec overrides the base, and nothing overrides who the program is. */
export function childEnvironment(claimed: ClaimedCommand, place: { readonly source: VariableSource; readonly workDir: string; readonly server: string }): Environment {
  for (const [name, value] of Object.entries(claimed.spec.env ?? {})) check(name, value);
  return { ...pick(place.source, BASE_VARIABLES), ...experimentEnvironment(claimed, place), ...claimed.spec.env, ...identity(claimed, place.workDir), ...experimentIdentity(claimed) };
}

/** Who a process works for; the attempt's id also marks it for being found. */
export function identity(claimed: ClaimedAttempt, workDir: string): Environment {
  return {
    SWITCHYARD_TASK_ID: claimed.taskId,
    SWITCHYARD_TASK_NAME: claimed.taskName.replaceAll('\0', ''),
    [ATTEMPT_VARIABLE]: claimed.attemptId,
    SWITCHYARD_ATTEMPT_NO: String(claimed.attemptNo),
    SWITCHYARD_WORK_DIR: workDir,
    ...(claimed.runId === null ? {} : { SWITCHYARD_RUN_ID: claimed.runId }),
    ...(claimed.node === null ? {} : { SWITCHYARD_NODE: claimed.node }),
  };
}

function check(name: string, value: string): void {
  if (name === '' || /[=\0]/.test(name)) throw new InvalidWork(`env has the name ${JSON.stringify(name)}; a name is not empty and holds no "=" and no NUL`);
  if (typeof value !== 'string' || value.includes('\0')) throw new InvalidWork(`env ${name} must be a text without NUL characters`);
}
