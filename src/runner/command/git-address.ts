// What may be said to git: addresses and names that cannot be taken for an option, a helper program or a file outside.
import type { CommandSpec } from '../../domain/task/spec.ts';
import { InvalidWork } from './invalid-work.ts';

/** Protocols a repository may be fetched by; `ext::` and other helpers run programs and are out. */
export const GIT_PROTOCOLS = ['https', 'ssh', 'git', 'file'] as const;

const USER_AT_HOST = /^[A-Za-z0-9_.][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:(?!-)\S+$/;

/** Checks a repository address: https, ssh, git, file, `user@host:path` or an absolute path. */
export function checkRepository(repository: string): void {
  // `name::address` runs the helper program git-remote-name.
  if (hasControlCharacter(repository) || repository.startsWith('-') || /^[^/]*::/.test(repository)) refuse(repository);
  if (repository.startsWith('/') || USER_AT_HOST.test(repository)) return;
  const url = URL.canParse(repository) ? new URL(repository) : null;
  const isAllowed = url !== null && GIT_PROTOCOLS.some((name) => url.protocol === `${name}:`);
  // git hands user and host to ssh; an escaped character could become a dash there.
  if (!isAllowed || [url.hostname, url.username].some((part) => part.startsWith('-')) || url.hostname.includes('%')) refuse(repository);
}

function hasControlCharacter(text: string): boolean {
  return Array.from(text).some((character) => character < ' ' || character === '\x7f');
}

function refuse(repository: string): never {
  throw new InvalidWork(`repository ${JSON.stringify(withoutPassword(repository))} is not an address this runner fetches; use https, ssh, git or file, user@host:path, or an absolute path`);
}

/** What to check out: exactly one commit, or the head of a tag, a branch or the repository. */
export type Revision = { readonly kind: 'commit' | 'tag' | 'branch'; readonly name: string } | { readonly kind: 'head'; readonly name: 'HEAD' };

/** The revision a spec asks for; a commit wins over a tag, a tag over a branch. */
export function revisionOf(spec: CommandSpec): Revision {
  if (spec.commit) return { kind: 'commit', name: checkCommit(spec.commit) };
  if (spec.tag) return { kind: 'tag', name: checkName('tag', spec.tag) };
  if (spec.branch) return { kind: 'branch', name: checkName('branch', spec.branch) };
  return { kind: 'head', name: 'HEAD' };
}

function checkCommit(commit: string): string {
  if (!/^[0-9a-f]{7,64}$/i.test(commit)) throw new InvalidWork(`commit ${JSON.stringify(commit)} is not a commit id of 7 to 64 hexadecimal digits`);
  return commit.toLowerCase();
}

// The rules of git-check-ref-format, as far as a name could break out of the refspec it is put into.
function checkName(what: string, name: string): string {
  const isWrong = name.length > 250 || /^[-/.]|[ ~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[/.]$/.test(name);
  if (isWrong || name === '@' || hasControlCharacter(name)) throw new InvalidWork(`${what} ${JSON.stringify(name)} is not a name that git allows`);
  return name;
}

/** The address as it may be shown: without the password it may carry. */
export function withoutPassword(repository: string): string {
  return repository.replace(/^([a-z+]+:\/\/[^/@:]*):[^/@]*@/i, '$1:***@');
}
