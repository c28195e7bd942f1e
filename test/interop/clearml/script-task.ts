// Tasks for agents, made as programs make them: a script of its own text, or one of a local git repository.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ClientKey, InteropGround } from '../interop-ground.ts';

/** What a task's `script` says of where its program is. */
export type Script = Readonly<Record<'binary' | 'repository' | 'branch' | 'version_num' | 'entry_point' | 'working_dir' | 'diff', string>>;

/** A program without a repository: the whole text stands where the changes of a repository would. */
export function loneScript(text: string): Script {
  return { binary: 'python3', repository: '', branch: '', version_num: '', entry_point: 'program.py', working_dir: '.', diff: text };
}

/** Makes a repository of those files with one commit, and the script of a file in it. */
export function repositoryScript(ground: InteropGround, files: Readonly<Record<string, string>>, entry: { folder: string; file: string }): Script {
  const repository = ground.folder('repository');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(repository, name)), { recursive: true });
    writeFileSync(path.join(repository, name), text);
  }
  const git = (...args: string[]): string => execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], { cwd: repository, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=all of it');
  return { binary: 'python3', repository: `file://${repository}`, branch: 'main', version_num: git('rev-parse', 'HEAD'), entry_point: entry.file, working_dir: entry.folder, diff: '' };
}

/** Makes a task and gives its id. */
export async function makeTask(ground: InteropGround, { name, script, key }: { name: string; script: Script; key?: ClientKey }): Promise<string> {
  return (await ground.call('tasks.create', { name, type: 'training', script }, key)).id;
}

/** The task waits in the queue of that name from then on, which is made when there is none. */
export async function enqueue(ground: InteropGround, { task, queue = 'default', key }: { task: string; queue?: string; key?: ClientKey }): Promise<void> {
  await ground.call('tasks.enqueue', { task, queue_name: queue }, key);
}
