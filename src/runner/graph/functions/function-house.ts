// The functions of people as algorithms: each file in a process of its own, loaded at the start.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { ALGORITHM_LIMITS } from '../../../domain/graph/algorithm.ts';
import { BASE_VARIABLES, pick } from '../../command/child-environment.ts';
import { RunnerRefused } from '../../runner-refused.ts';
import type { AlgorithmSourceHouse } from '../algorithm-code.ts';
import { isPython, PYTHON, type FunctionTools } from './function-launch.ts';
import { FunctionProcess } from './function-process.ts';

/** Oldest Python that is used: its unions of types (`Image | None`) are how an optional input is written. */
export const OLDEST_PYTHON = [3, 10] as const;
/** Milliseconds that the question for Python's version may take. */
export const PYTHON_CHECK_MS = 20_000;

const FUNCTION_FILE = /\.(?:py|m?ts|m?js)$/;

/** Loads the files, which are absolute; throws `RunnerRefused` with the file, the line where it is known, and what to do when one cannot be offered. */
export async function openFunctionHouse(files: readonly string[], tools: FunctionTools): Promise<AlgorithmSourceHouse> {
  for (const file of files) requireFile(file);
  if (files.some(isPython)) requirePython(tools);
  const loads = await Promise.allSettled(files.map((file) => FunctionProcess.start(file, tools)));
  const processes = loads.flatMap((load) => (load.status === 'fulfilled' ? [load.value] : []));
  const close = async (): Promise<void> => void (await Promise.all(processes.map((process) => process.close())));
  const algorithms = processes.flatMap((process) => process.algorithms);
  try {
    for (const load of loads) if (load.status === 'rejected') throw new RunnerRefused(`algorithms cannot be offered: ${messageOf(load.reason)}`, { cause: load.reason });
    requireDifferent(files, algorithms.length);
    tools.log.info({ algorithms: algorithms.map(({ description }) => description.name) }, 'algorithms were loaded');
    return { algorithms, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function requireFile(file: string): void {
  if (!FUNCTION_FILE.test(file)) throw new RunnerRefused(`${file}: files of algorithms end in .py, .ts, .mts, .js or .mjs`);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new RunnerRefused(`there is no file ${file}; correct the list of files of algorithms`);
}

function requirePython({ python = PYTHON, environment }: FunctionTools): void {
  const asked = spawnSync(python, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8', env: pick(environment, BASE_VARIABLES), timeout: PYTHON_CHECK_MS });
  const advice = `install Python ${OLDEST_PYTHON.join('.')} or newer as ${python} for the user of the runner, or take the .py files from the list`;
  if (asked.error || asked.status !== 0) throw new RunnerRefused(`algorithms in Python need ${python}, which cannot be run (${asked.error?.message ?? asked.stderr.trim().slice(-500)}); ${advice}`);
  const [major = 0, minor = 0] = asked.stdout.trim().split(' ').map(Number);
  if (major !== OLDEST_PYTHON[0] || minor < OLDEST_PYTHON[1]) throw new RunnerRefused(`${python} is Python ${major}.${minor}; ${advice}`);
}

// Within a file functions have different names by themselves.
function requireDifferent(files: readonly string[], count: number): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const name = path.basename(file).replace(/\.[a-z]+$/, '');
    const other = seen.get(name);
    if (other !== undefined) throw new RunnerRefused(`${file} and ${other} would offer algorithms of the same names (${name}.…); rename one of the files`);
    seen.set(name, file);
  }
  if (count > ALGORITHM_LIMITS.algorithms) throw new RunnerRefused(`a runner offers at most ${ALGORITHM_LIMITS.algorithms} algorithms, not ${count}; start another runner for the rest`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
