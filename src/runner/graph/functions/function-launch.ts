// Starting the process of a file of functions: a group of its own, one channel, and nothing of the runner but a base of its environment.
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { BASE_VARIABLES, pick } from '../../command/child-environment.ts';
import { DeckMark } from '../../deck/deck-mark.ts';
import type { DeckTools } from '../../deck/deck-tools.ts';
import { ATTEMPT_VARIABLE } from '../../process/process-scan.ts';

/** With what processes of functions are started. */
export interface FunctionTools extends DeckTools {
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
  /** By it the process and all it starts are found, whatever happens to the runner. */
  readonly mark: DeckMark;
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
  const mark = await DeckMark.make(tools, 'functions');
  const env = { ...pick(tools.environment, BASE_VARIABLES), [ATTEMPT_VARIABLE]: mark.id };
  const child = spawn(program, args, { cwd: path.dirname(file), env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  child.on('error', () => undefined);
  try {
    await started(child);
  } catch (error) {
    await mark.clear();
    throw error;
  }
  mark.began(child.pid!);
  const channel = child.stdio[CHANNEL] as Duplex;
  // A write to a process that just died: its end is told by itself.
  channel.on('error', () => undefined);
  return { process: child, channel, printed: [child.stdout!, child.stderr!], group: child.pid!, mark };
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', reject);
  });
}
