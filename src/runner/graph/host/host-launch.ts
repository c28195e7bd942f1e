// Starting a process for graphs: a process group of its own, watched by the guardian, with nothing of the runner but a channel.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BASE_VARIABLES, pick } from '../../command/child-environment.ts';
import { DeckMark } from '../../deck/deck-mark.ts';
import { logOutput } from '../../deck/deck-output.ts';
import type { DeckTools } from '../../deck/deck-tools.ts';
import { ATTEMPT_VARIABLE } from '../../process/process-scan.ts';
import { HostError } from './host-error.ts';

/** A process that was started. */
export interface LaunchedHost {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly mark: DeckMark;
}

const MAIN = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './graph-host-main.ts' : './graph-host-main.js', import.meta.url));
const FLAGS = ['--disable-warning=ExperimentalWarning', '--expose-gc', '--single-threaded-gc'];
// Pictures are large blocks that many threads ask for: with an arena for each thread the freed ones would stay with the process.
const MALLOC = { MALLOC_ARENA_MAX: '2' };

/** Starts it with the module of its algorithms; throws `HostError` when this machine has no room for another process. */
export async function launchHost(module: string, tools: DeckTools): Promise<LaunchedHost> {
  const mark = await DeckMark.make(tools, 'graph');
  const env = { ...pick(tools.environment, BASE_VARIABLES), ...MALLOC, [ATTEMPT_VARIABLE]: mark.id };
  const child = fork(MAIN, [module], { cwd: tools.attempts, env, detached: true, execArgv: FLAGS, serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  // Later errors (a message to a process that just died) are told by its end.
  child.on('error', () => undefined);
  try {
    await started(child);
  } catch (error) {
    await mark.clear();
    throw new HostError(`the process for graphs could not be started: ${(error as Error).message}`, { cause: error });
  }
  mark.began(child.pid!);
  for (const stream of [child.stdout, child.stderr]) if (stream) logOutput(stream, MAIN, tools.log);
  return { process: child, pid: child.pid!, mark };
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', reject);
  });
}
