// Bare mirrors of repositories, kept between attempts: only what was asked for is fetched, and only once.
import { createHash } from 'node:crypto';
import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { withoutPassword, type Revision } from './git-address.ts';
import { git, gitOrInvalid, type GitRun } from './git-command.ts';
import { InvalidWork } from './invalid-work.ts';

/** A repository and what is wanted of it; both were checked. */
export interface Wanted {
  readonly repository: string;
  readonly revision: Revision;
}

/** A mirror that holds the commit. */
export interface Mirrored {
  readonly directory: string;
  /** The full id of the commit. */
  readonly commit: string;
}

// One fetch into a mirror at a time; the work directory belongs to one runner, so a lock within the process will do.
const busy = new Map<string, Promise<unknown>>();

/** Brings the wanted commit into the mirror of the repository, made at need below `mirrors`. */
export async function mirrored(run: GitRun, mirrors: string, wanted: Wanted): Promise<Mirrored> {
  const directory = path.join(mirrors, `${createHash('sha256').update(wanted.repository).digest('hex').slice(0, 32)}.git`);
  const before = busy.get(directory) ?? Promise.resolve();
  const mine = before.then(() => bring(run, directory, wanted));
  // Whoever comes next waits for the end, however it ended.
  const settled = mine.catch(() => undefined);
  busy.set(directory, settled);
  try {
    return { directory, commit: await mine };
  } finally {
    if (busy.get(directory) === settled) busy.delete(directory);
  }
}

async function bring(run: GitRun, directory: string, wanted: Wanted): Promise<string> {
  try {
    return await fetchInto(run, directory, wanted);
  } catch (error) {
    // A runner that was killed in the middle of a fetch leaves lock files and half a pack; a cache may be made anew.
    if (!(error instanceof InvalidWork) || !/\.lock': File exists|corrupt|bad object|not a git repository|unable to read/i.test(error.message)) throw error;
    await rm(directory, { recursive: true, force: true });
    return fetchInto(run, directory, wanted);
  }
}

async function fetchInto(run: GitRun, directory: string, { repository, revision }: Wanted): Promise<string> {
  await ensureMirror(run, directory);
  // The start of a runner removes mirrors by this time.
  await utimes(directory, new Date(), new Date());
  if (revision.kind === 'commit') return bringCommit(run, directory, { repository, commit: revision.name });
  const source = { tag: `refs/tags/${revision.name}`, branch: `refs/heads/${revision.name}`, head: 'HEAD' }[revision.kind];
  const failure = `${revision.kind} ${revision.name} of ${withoutPassword(repository)} cannot be fetched`;
  await gitOrInvalid(run, { cwd: directory, args: [...FETCH, '--depth=1', '--', repository, `+${source}:${PLACE}`], failure });
  return gitOrInvalid(run, { cwd: directory, args: ['rev-parse', '--verify', `${PLACE}^{commit}`], failure });
}

const FETCH = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--force', '--no-write-fetch-head'];
const PLACE = 'refs/switchyard/wanted';

async function ensureMirror(run: GitRun, directory: string): Promise<void> {
  const isThere = await stat(path.join(directory, 'HEAD')).catch(() => null);
  if (isThere) return;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const call = { cwd: directory, failure: 'the mirror cannot be made' };
  await gitOrInvalid(run, { ...call, args: ['init', '--quiet', '--bare', '--template='] });
  // A checkout asks for one commit by its id, which need not be the head of anything.
  await gitOrInvalid(run, { ...call, args: ['config', 'uploadpack.allowAnySHA1InWant', 'true'] });
}

// The cheap ways first: already here; that commit alone, which most servers give; at last everything.
async function bringCommit(run: GitRun, directory: string, { repository, commit }: { readonly repository: string; readonly commit: string }): Promise<string> {
  const present = await commitIn(run, directory, commit);
  if (present) return present;
  const alone = await git(run, { cwd: directory, args: [...FETCH, '--depth=1', '--', repository, commit] });
  const fetched = alone.ok ? await commitIn(run, directory, commit) : null;
  if (fetched) return fetched;
  const failure = `commit ${commit} of ${withoutPassword(repository)} cannot be fetched`;
  const isShallow = await stat(path.join(directory, 'shallow')).catch(() => null);
  const all = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
  await gitOrInvalid(run, { cwd: directory, args: [...FETCH, ...(isShallow ? ['--unshallow'] : []), '--', repository, ...all], failure });
  const found = await commitIn(run, directory, commit);
  if (!found) throw new InvalidWork(`commit ${commit} is not in ${withoutPassword(repository)}; was it pushed?`);
  return found;
}

async function commitIn(run: GitRun, directory: string, commit: string): Promise<string | null> {
  const { ok, stdout } = await git(run, { cwd: directory, args: ['rev-parse', '--quiet', '--verify', `${commit}^{commit}`] });
  return ok ? stdout.trim() : null;
}
