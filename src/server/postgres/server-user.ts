// Running a program as the server's user, also where that user could not go by itself.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, USE_OWN_SERVER } from './embedded-postgres-error.ts';
import type { PostgresBinaries } from './platform-binaries.ts';
import type { UnixOwner } from './unix-owner.ts';

/** How to start a program of the server: words to put before it, ids to start it with, and its whole environment. */
export interface ServerUser {
  readonly owner: UnixOwner | null;
  readonly prefix: readonly string[];
  readonly ids: { readonly uid?: number; readonly gid?: number };
  readonly env: Readonly<Record<string, string>>;
}

/** Milliseconds the small trial programs below may take. */
const TRIAL_MS = 10_000;

/**
 * Finds out by trial how the owner can execute the binaries and write the directory. Root's tree and data often lie in
 * a private home; then the server gets the one capability that passes folders (dac_override) and nothing else of root.
 */
export async function resolveServerUser(
  owner: UnixOwner | null,
  binaries: PostgresBinaries,
  directory: string,
): Promise<ServerUser> {
  const env = serverEnvironment(binaries);
  const trial = { program: binaries.postgres, directory };
  const plain: ServerUser = { owner, prefix: [], ids: owner ?? {}, env };
  const failure = await tryAs(plain, trial);
  if (failure === null) return plain;
  if (!owner) throw unreachable(trial, failure);
  const raised: ServerUser = { owner, prefix: setprivWords(owner), ids: {}, env };
  const secondFailure = await tryAs(raised, trial);
  if (secondFailure !== null) throw unreachable(trial, `${failure}; with setpriv: ${secondFailure}`);
  return raised;
}

/** The major version the binaries report, such as "18". */
export async function majorVersion(user: ServerUser, binaries: PostgresBinaries): Promise<string> {
  const [command = '', ...args] = [...user.prefix, binaries.postgres, '--version'];
  const { stdout } = await run(command, args, { ...user.ids, env: user.env, cwd: '/', timeout: TRIAL_MS });
  const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
  if (major) return major;
  throw new EmbeddedPostgresError(
    'BINARIES_INCOMPLETE',
    `${binaries.postgres} does not tell its version but "${stdout.trim()}": run npm ci again, or ${USE_OWN_SERVER}.`,
  );
}

const run = promisify(execFile);

// Nothing is inherited: PGDATA, PGPORT, LD_PRELOAD or a locale of the caller must not reach the server.
function serverEnvironment(binaries: PostgresBinaries): Record<string, string> {
  const env = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' };
  return binaries.libraries ? { ...env, LD_LIBRARY_PATH: binaries.libraries } : env;
}

function setprivWords(owner: UnixOwner): string[] {
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
  return ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', ...capability];
}

// Resolves to null when all went well, else to what went wrong.
async function tryAs(user: ServerUser, trial: { program: string; directory: string }): Promise<string | null> {
  const script = '"$1" --version && test -w "$2" && test -x "$2"';
  const [command = '', ...args] = [...user.prefix, '/bin/sh', '-c', script, 'sh', trial.program, trial.directory];
  try {
    await run(command, args, { ...user.ids, env: user.env, cwd: '/', timeout: TRIAL_MS });
    return null;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return stderr?.trim() || message;
  }
}

function unreachable(trial: { program: string; directory: string }, why: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DIRECTORY_UNUSABLE',
    `The user that runs PostgreSQL cannot run ${trial.program} or cannot write ${trial.directory} (${why}). ` +
      `Set DATA_DIR to a directory that user can reach, or ${USE_OWN_SERVER}.`,
  );
}
