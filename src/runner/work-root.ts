// The work directory of one runner: claimed by a lock file, cleared of what an earlier runner left behind.
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeTree } from './remove-tree.ts';
import { endProcesses } from './process/end-processes.ts';
import { startOf } from './process/process-scan.ts';
import { RunnerRefused } from './runner-refused.ts';

/** The directories below it, all absolute. */
export interface WorkRoot extends AsyncDisposable {
  /** One directory for each live attempt, named by its id. */
  readonly attempts: string;
  /** Bare mirrors of repositories, kept between attempts. */
  readonly mirrors: string;
  /** Named pipes, unlinked as soon as both ends are open. */
  readonly pipes: string;
}

/** Days after which a mirror that nobody used is removed at the start of the runner. */
export const MIRROR_DAYS = 30;

/** Makes and claims the directory; throws `RunnerRefused` when a living runner holds it or it cannot be written. */
export async function openWorkRoot(directory: string): Promise<WorkRoot> {
  const root = path.resolve(directory);
  const lock = path.join(root, 'runner.lock');
  const at = (name: string): string => path.join(root, name);
  const work = { attempts: at('attempts'), mirrors: at('mirrors'), pipes: at('pipes') };
  try {
    for (const dir of [root, ...Object.values(work)]) await mkdir(dir, { recursive: true, mode: 0o700 });
    await takeLock(lock);
  } catch (error) {
    if (error instanceof RunnerRefused) throw error;
    throw new RunnerRefused(`the work directory ${root} cannot be used: ${(error as Error).message}; give the runner another one`, { cause: error });
  }
  await clear(work);
  return { ...work, [Symbol.asyncDispose]: () => rm(lock, { force: true }) };
}

// Pid and start time: a pid alone may be another program's by now.
async function takeLock(lock: string): Promise<void> {
  const mine = `${process.pid} ${startOf(process.pid)}`;
  for (;;) {
    try {
      return await writeFile(lock, mine, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [, pid, start] = /^(\d+) (.*)$/.exec(await readFile(lock, 'utf8').catch(() => '')) ?? [];
    if (pid && startOf(Number(pid)) === start) throw new RunnerRefused(`${path.dirname(lock)} is the work directory of the runner with pid ${pid}; give each runner its own`);
    await rm(lock, { force: true });
  }
}

// A runner and its guardian that were killed together leave both processes and directories; the directory's name is the mark.
async function clear(work: { readonly attempts: string; readonly pipes: string; readonly mirrors: string }): Promise<void> {
  for (const attemptId of await readdir(work.attempts)) {
    await endProcesses({ attemptId, group: null }, { graceMs: 0, hurry: AbortSignal.abort() });
    await removeTree(path.join(work.attempts, attemptId));
  }
  for (const name of await readdir(work.pipes)) await rm(path.join(work.pipes, name), { force: true });
  for (const name of await readdir(work.mirrors)) await dropUnused(path.join(work.mirrors, name));
}

// Every use of a mirror touches its directory.
async function dropUnused(mirror: string): Promise<void> {
  const ageMs = Date.now() - (await stat(mirror)).mtimeMs;
  if (ageMs > MIRROR_DAYS * 24 * 3_600 * 1_000) await removeTree(mirror);
}
