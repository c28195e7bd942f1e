// The files a command runs on: one commit of a repository, with the recorded diff on top.
import type { CommandSpec } from '../../domain/task/spec.ts';
import { checkRepository, revisionOf, withoutPassword } from './git-address.ts';
import { gitOrInvalid, type GitRun } from './git-command.ts';
import { mirrored } from './git-mirror.ts';

/** Where from and where to. */
export interface CheckoutPlace {
  readonly mirrors: string;
  /** The attempt's own empty directory. */
  readonly directory: string;
  /** Takes a line about what was done. */
  readonly say: (line: string) => void;
}

/** Checks the spec's repository out into the directory; throws `InvalidWork` with git's reason when that cannot be. */
export async function checkout(run: GitRun, spec: CommandSpec & { readonly repository: string }, place: CheckoutPlace): Promise<void> {
  checkRepository(spec.repository);
  const revision = revisionOf(spec);
  const mirror = await mirrored(run, place.mirrors, { repository: spec.repository, revision });
  const call = { cwd: place.directory, failure: `commit ${mirror.commit} cannot be checked out` };
  await gitOrInvalid(run, { ...call, args: ['init', '--quiet', '--template='] });
  // A copy of the objects, not a link to them: what the program does to its .git must not reach the mirror.
  await gitOrInvalid(run, { ...call, args: ['fetch', '--quiet', '--no-tags', '--depth=1', '--', `file://${mirror.directory}`, mirror.commit] });
  await gitOrInvalid(run, { ...call, args: ['checkout', '--quiet', '--detach', mirror.commit, '--'] });
  await gitOrInvalid(run, { ...call, args: ['remote', 'add', 'origin', withoutPassword(spec.repository)] });
  const named = revision.kind === 'commit' ? '' : ` (${revision.kind} ${revision.name})`;
  place.say(`checked out ${withoutPassword(spec.repository)} at ${mirror.commit}${named}`);
  if (spec.diff) await apply(run, spec.diff, place);
}

// git itself refuses paths outside the tree and beyond links.
async function apply(run: GitRun, diff: string, place: CheckoutPlace): Promise<void> {
  const input = diff.endsWith('\n') ? diff : `${diff}\n`;
  await gitOrInvalid(run, { cwd: place.directory, args: ['apply', '--whitespace=nowarn', '-'], input, failure: 'the diff does not apply to the checkout' });
  place.say('applied the recorded diff');
}
