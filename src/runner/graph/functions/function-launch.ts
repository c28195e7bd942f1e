// Starting the process of a file of functions: a group of its own, one channel, and nothing of the runner but a base of its environment.
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { BASE_VARIABLES, pick, type VariableSource } from '../../command/child-environment.ts';
import { ATTEMPT_VARIABLE } from '../../process/process-scan.ts';
import type { RunnerLog } from '../../runner-options.ts';

/** With what processes of functions are started. */
export interface FunctionTools {
  readonly log: RunnerLog;
  /** Variables from which an allow-list is passed on. */
  readonly environment: VariableSource;
  /** Value of the mark by which the guardian finds the processes, also those whose code blocks; null when nobody watches. */
  readonly mark: string | null;
  /** Program for files in Python. @default PYTHON */
  readonly python?: string;
}

/** The program that is started for files in Python. */
export const PYTHON = 'python3';
/** Number of the descriptor that is the channel, in the process. */
export const CHANNEL = 3;

/** A process that was started. */
export interface LaunchedFunctions {
  readonly process: ChildProcess;
  readonly channel: Duplex;
  readonly printed: readonly Readable[];
  readonly group: number;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const NODE_HOST = here(import.meta.url.endsWith('.ts') ? './function-host-main.ts' : './function-host-main.js');
const PYTHON_HOST = here('./python/function_host.py');
// Notices about Node's own features say nothing to whoever reads the output of a task.
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
// No __pycache__ beside what people wrote; UTF-8 whatever the locale; nothing held back in buffers.
const PYTHON_FLAGS = ['-B', '-u', '-X', 'utf8'];

/** Whether a file is in Python. */
export function isPython(file: string): boolean {
  return file.endsWith('.py');
}

/** Starts it; rejects with what the system says when there is no such program or no room for a process. */
export async function launchFunctions(file: string, tools: FunctionTools): Promise<LaunchedFunctions> {
  const [program, args] = isPython(file) ? [tools.python ?? PYTHON, [...PYTHON_FLAGS, PYTHON_HOST, file]] : [process.execPath, [...NODE_FLAGS, NODE_HOST, file]];
  const env = { ...pick(tools.environment, BASE_VARIABLES), ...(tools.mark === null ? {} : { [ATTEMPT_VARIABLE]: tools.mark }) };
  const child = spawn(program, args, { cwd: path.dirname(file), env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const channel = child.stdio[CHANNEL] as Duplex;
  // Errors of a process that just died are told by its end.
  channel.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.on('error', () => undefined);
  return { process: child, channel, printed: [child.stdout!, child.stderr!], group: child.pid! };
}
