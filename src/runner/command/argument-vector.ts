// The argument vector of a command and what is wrong with a spec before anything is started.
import type { CommandSpec } from '../../domain/task/spec.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import { InvalidWork } from './invalid-work.ts';
import type { PipMode } from './pip-packages.ts';

/** The program and its arguments: the entry point stands before `args`. */
export interface CommandLine {
  readonly binary: string;
  readonly args: readonly string[];
}

/** Checks the spec as far as that needs no disk; throws `InvalidWork`. */
export function commandLine(spec: CommandSpec): CommandLine {
  if (spec.kind !== 'command') throw new InvalidWork(`this runner runs work of the kind "command", not "${String(spec.kind)}"; enqueue it where a runner takes that kind`);
  if (spec.container) throw new InvalidWork('this runner runs programs directly and starts no containers; remove "container" or name a program that starts one');
  if (spec.binary === '') throw new InvalidWork('binary is empty; name a program');
  const args = [...(spec.entryPoint ? [spec.entryPoint] : []), ...spec.args];
  for (const word of [spec.binary, ...args]) {
    if (word.includes('\0')) throw new InvalidWork('binary, entryPoint and args must not hold NUL characters');
  }
  if (!spec.repository && (spec.branch || spec.tag || spec.commit)) throw new InvalidWork('branch, tag and commit need a "repository" to be found in');
  return { binary: spec.binary, args };
}

/** A SYSTEM line for what the spec names and this runner leaves alone; null when there is nothing. */
export function unservedNote(spec: CommandSpec, pip: PipMode): string | null {
  const managers = Object.entries(spec.requirements ?? {}).flatMap(([name, needs]) => (isBlank(needs) || (name === 'pip' && pip === 'venv') ? [] : [name]));
  if (managers.length === 0) return null;
  return `requirements (${managers.join(', ')}) are not installed by this runner${managers.includes('pip') ? ' (SWITCHYARD_RUNNER_PIP=venv would install those of pip)' : ''}; the program runs with what is on this machine`;
}

function isBlank(needs: JsonValue): boolean {
  return needs === null || (typeof needs === 'string' && needs.trim() === '') || (Array.isArray(needs) && needs.length === 0);
}
