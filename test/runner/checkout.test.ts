// Files from a repository: exactly the commit, with the diff, and no way out of the directory.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandSpec } from '../../src/domain/task/spec.ts';
import type { AttemptEnd } from '../../src/domain/dispatch/protocol.ts';
import { bench, type Bench } from './runner-under-test.ts';
import { waitUntil } from './wait-until.ts';

const SH = '/bin/sh';
let repository = '';
const commits: string[] = [];
let b: Bench;

beforeAll(async () => {
  repository = mkdtempSync(path.join(tmpdir(), 'switchyard-repository-'));
  git('init', '--quiet', '--initial-branch=main');
  mkdirSync(path.join(repository, 'sub'));
  symlinkSync('/etc', path.join(repository, 'outside'));
  symlinkSync('sub', path.join(repository, 'inside'));
  for (const text of ['first', 'second', 'third']) {
    writeFileSync(path.join(repository, 'file.txt'), `${text}\n`);
    writeFileSync(path.join(repository, 'sub', 'run.sh'), `echo from ${text}\n`);
    git('add', '-A');
    git('commit', '--quiet', '-m', text);
    commits.push(git('rev-parse', 'HEAD'));
  }
  git('tag', 'v2', commits[1]!);
  git('branch', 'side', commits[0]!);
  b = await bench();
});

afterAll(async () => {
  await b[Symbol.asyncDispose]();
  rmSync(repository, { recursive: true, force: true });
});

function git(...args: string[]): string {
  const who = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: repository, ...who } }).trim();
}

async function run(spec: Partial<CommandSpec>): Promise<{ readonly end: AttemptEnd | null; readonly out: string[]; readonly system: string[] }> {
  const task = b.peer.enqueue({ binary: 'cat', args: ['file.txt'], repository, ...spec });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  return { end: b.peer.endOf(task), out: b.peer.linesOf(task, 'STDOUT'), system: b.peer.linesOf(task, 'SYSTEM') };
}

const invalid = (message: RegExp): object => ({ by: 'INVALID', message: expect.stringMatching(message) as string });

test('a commit, a tag, a branch and the head each give their own files, and the commit is told', async () => {
  const results = await Promise.all([run({ commit: commits[1]! }), run({ tag: 'v2' }), run({ branch: 'side' }), run({}), run({ commit: commits[0]!.slice(0, 10), branch: 'main' })]);
  expect(results.map(({ out }) => out)).toEqual([['second'], ['second'], ['first'], ['third'], ['first']]);
  expect(results.map(({ system }) => system[0])).toEqual([1, 1, 0, 2, 0].map((i) => expect.stringContaining(`at ${commits[i]}`) as string));
});

test('a second checkout of the same commit needs the repository no more', async () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'switchyard-copy-'));
  execFileSync('git', ['clone', '--quiet', repository, copy]);
  expect((await run({ repository: copy, commit: commits[2]! })).out).toEqual(['third']);
  rmSync(copy, { recursive: true });
  expect((await run({ repository: copy, commit: commits[2]! })).out).toEqual(['third']);
});

test('the recorded diff is applied on top of the commit', async () => {
  const diff = '--- a/file.txt\n+++ b/file.txt\n@@ -1 +1 @@\n-second\n+changed';
  const { end, out, system } = await run({ commit: commits[1]!, diff });
  expect(end).toEqual({ by: 'EXIT', exitCode: 0 });
  expect(out).toEqual(['changed']);
  expect(system.at(-1)).toContain('applied the recorded diff');
});

test('a diff that does not fit, or that writes outside or through a link, is INVALID with the reason of git', async () => {
  const add = (file: string): string => `--- /dev/null\n+++ b/${file}\n@@ -0,0 +1 @@\n+x\n`;
  const ends = await Promise.all([
    run({ commit: commits[1]!, diff: '--- a/file.txt\n+++ b/file.txt\n@@ -1 +1 @@\n-other\n+changed\n' }),
    run({ diff: add('../escaped') }),
    run({ diff: add('outside/escaped') }),
    run({ diff: 'no diff at all' }),
  ]);
  expect(ends.map(({ end }) => end)).toEqual([invalid(/patch does not apply/), invalid(/invalid path/), invalid(/symbolic link/), invalid(/does not apply.*No valid patches/s)]);
});

test('a directory and an entry point within the checkout are used, also behind a link that stays inside', async () => {
  for (const workingDir of ['sub', './sub/', 'inside']) {
    expect((await run({ binary: SH, entryPoint: 'run.sh', args: [], workingDir })).out).toEqual(['from third']);
  }
});

test.each(['..', '../x', 'sub/../..', '/etc', 'outside', 'sub\0', 'missing', 'file.txt'])('the working directory %j is INVALID', async (workingDir) => {
  expect((await run({ workingDir })).end).toEqual(invalid(/workingDir/));
});

test('without a repository a working directory is made within the own directory', async () => {
  const task = b.peer.enqueue({ binary: 'pwd', workingDir: 'a/b' });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.linesOf(task)).toEqual([expect.stringMatching(new RegExp(`${task.attemptId}/a/b$`))]);
});

test.each([
  ['--upload-pack=touch /tmp/pwned'],
  ['ext::sh -c touch% /tmp/pwned'],
  ['http://127.0.0.1/plain'],
  ['relative/path'],
  ['ssh://-oProxyCommand=touch/x'],
  ['https://host/\nx'],
  ['ssh://%2doProxyCommand=touch/x'],
  ['ssh://-oProxyCommand=touch@host/x'],
  ['-oProxyCommand=touch@host:x'],
])('the address %j is refused before git sees it', async (address) => {
  expect((await run({ repository: address })).end).toEqual(invalid(/is not an address this runner fetches/));
});

test.each([
  [{ branch: '--upload-pack=x' }, /not a name that git allows/],
  [{ tag: 'a:refs/heads/b' }, /not a name that git allows/],
  [{ branch: 'a\nb' }, /not a name that git allows/],
  [{ branch: 'a..b' }, /not a name that git allows/],
  [{ commit: '-x' }, /not a commit id/],
  [{ commit: 'f'.repeat(40) }, /cannot be fetched|is not in/],
  [{ branch: 'no-such-branch' }, /branch no-such-branch of .* cannot be fetched: .*find remote ref/],
  [{ repository: '/no/such/repository' }, /cannot be fetched: .*not appear to be a git repository/s],
])('the revision %j is INVALID with a reason', async (spec, message) => {
  expect((await run(spec)).end).toEqual(invalid(message));
});

test('a password in the address is neither shown nor left in the checkout', async () => {
  const { end } = await run({ repository: 'https://user:hunter2@127.0.0.1:1/none.git' });
  expect(end).toEqual(invalid(/user:\*\*\*@127/));
  expect(JSON.stringify(end)).not.toContain('hunter2');
});

test('an order during the checkout ends git and the attempt', async () => {
  const hanging = new Server((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
  const { port } = hanging.address() as { port: number };
  const task = b.peer.enqueue({ binary: 'true', repository: `git://127.0.0.1:${port}/x` });
  await new Promise((resolve) => hanging.once('connection', resolve));
  b.peer.order(task.attemptId, 'ABORT');
  await waitUntil('the end', () => b.peer.endOf(task) !== null, 3);
  expect(b.peer.endOf(task)).toEqual({ by: 'ORDER', verb: 'ABORT', exitCode: null, signal: null });
  await new Promise((resolve) => hanging.close(resolve));
});

test('half a fetch left by a runner that was killed does not stand in the way of the next', async () => {
  const mirrors = path.join(b.workDir, 'mirrors');
  for (const mirror of readdirSync(mirrors)) writeFileSync(path.join(mirrors, mirror, 'shallow.lock'), '');
  writeFileSync(path.join(repository, 'file.txt'), 'fourth\n');
  git('commit', '--quiet', '-am', 'fourth');
  expect((await run({ branch: 'main' })).out).toEqual(['fourth']);
});
