// The program of a `command` task in the words in which experiments tell theirs.
import type { JsonObject } from './task-doc.ts';
import type { CommandSpec } from './spec.ts';

/** The script that a command says: where its code is and how it starts. Arguments and environment have no place in it. */
export function scriptOfCommand(spec: CommandSpec): JsonObject {
  const { binary, repository, entryPoint, branch, tag, commit, workingDir, diff, requirements } = spec;
  const told = { branch, tag, version_num: commit, working_dir: workingDir, diff, requirements };
  return {
    binary, repository: repository ?? '', entry_point: entryPoint ?? '',
    ...(Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as JsonObject),
  };
}
