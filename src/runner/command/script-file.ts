// Programs that come as a text: without a repository the recorded diff is the program, and the entry point the name of its file.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandSpec } from '../../domain/task/spec.ts';
import { InvalidWork } from './invalid-work.ts';

/** A program and the file that it goes into, relative to where it starts. */
export interface ScriptFile {
  readonly name: string;
  readonly text: string;
}

/** The program of a spec that brings one; null for all others. Throws `InvalidWork` when it has no file to go into. */
export function scriptFileOf({ repository, diff, entryPoint = '' }: CommandSpec): ScriptFile | null {
  if (repository || !diff) return null;
  if (entryPoint === '' || entryPoint.startsWith('-')) throw new InvalidWork('without a "repository" the diff is the program itself: name its file in entryPoint');
  if (path.isAbsolute(entryPoint) || entryPoint.split(/[\\/]/).includes('..')) throw new InvalidWork(`entryPoint ${JSON.stringify(entryPoint)} must be relative and must not hold "..": it is the file that the program is written into`);
  return { name: entryPoint, text: diff };
}

/** Writes it below the directory where the program starts, which is empty. */
export async function writeScript(directory: string, { name, text }: ScriptFile): Promise<void> {
  const file = path.join(directory, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o600, flag: 'wx' });
}
