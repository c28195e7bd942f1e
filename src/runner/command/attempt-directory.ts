// The directory of an attempt, and the place within it where the program starts.
import { mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isUuid } from '../../domain/uuid.ts';
import { InvalidWork } from './invalid-work.ts';

/** Makes the attempt's own empty directory and gives its real path. */
export async function makeAttemptDirectory(attempts: string, attemptId: string): Promise<string> {
  if (!isUuid(attemptId)) throw new InvalidWork(`the attempt's id ${JSON.stringify(attemptId)} is not a UUID`);
  const directory = path.join(attempts, attemptId);
  await mkdir(directory, { mode: 0o700 });
  return realpath(directory);
}

/** Where the program starts: inside `root` whatever `workingDir` says. Without a checkout a missing directory is made. */
export async function startDirectory(root: string, workingDir: string | undefined, options: { readonly mayMake: boolean }): Promise<string> {
  if (!workingDir) return root;
  if (path.isAbsolute(workingDir) || workingDir.includes('\0') || workingDir.split(/[\\/]/).includes('..')) {
    throw new InvalidWork(`workingDir ${JSON.stringify(workingDir)} must be relative to the checkout and must not hold ".."`);
  }
  const wanted = path.join(root, workingDir);
  if (options.mayMake) await mkdir(wanted, { recursive: true });
  const real = await realOf(wanted, workingDir);
  // A link of the repository may point anywhere; only where it really leads counts.
  if (real !== root && !real.startsWith(root + path.sep)) throw new InvalidWork(`workingDir ${JSON.stringify(workingDir)} leads out of the checkout by a symbolic link`);
  if (!(await stat(real)).isDirectory()) throw new InvalidWork(`workingDir ${JSON.stringify(workingDir)} is not a directory`);
  return real;
}

async function realOf(wanted: string, workingDir: string): Promise<string> {
  try {
    return await realpath(wanted);
  } catch (error) {
    throw new InvalidWork(`workingDir ${JSON.stringify(workingDir)} does not exist in the checkout`, { cause: error });
  }
}
