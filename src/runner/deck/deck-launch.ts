// Starting the process of a deck: a process group of its own, watched by the guardian, with nothing of the runner but a channel.
import { fork, type ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BASE_VARIABLES, pick } from '../command/child-environment.ts';
import { ATTEMPT_VARIABLE } from '../process/process-scan.ts';
import { DeckCallError } from './deck-call-error.ts';
import { DeckMark } from './deck-mark.ts';
import { logOutput } from './deck-output.ts';
import type { DeckTools } from './deck-tools.ts';

/** A process that was started. */
export interface LaunchedDeck {
  readonly process: ChildProcess;
  readonly file: string;
  readonly mark: DeckMark;
  readonly group: number;
}

const MAIN = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './deck-host-main.ts' : './deck-host-main.js', import.meta.url));
// Notices about Node's own features say nothing to whoever reads the runner's log.
const QUIET = ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];

/** Starts it; throws `DeckCallError` when there is no such file, or no room for another process on this machine. */
export async function launchDeck(file: string, tools: DeckTools): Promise<LaunchedDeck> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new DeckCallError(`there is no file ${file}`);
  const mark = await DeckMark.make(tools);
  const env = { ...pick(tools.environment, BASE_VARIABLES), [ATTEMPT_VARIABLE]: mark.id };
  const child = fork(MAIN, [file], { cwd: path.dirname(file), env, detached: true, execArgv: QUIET, serialization: 'json', stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  // Later errors (a message to a process that just died) are told by its end.
  child.on('error', () => undefined);
  try {
    await started(child);
  } catch (error) {
    await mark.clear();
    throw new DeckCallError(`the deck's process could not be started: ${(error as Error).message}`, { cause: error });
  }
  const group = child.pid!;
  mark.began(group);
  for (const stream of [child.stdout, child.stderr]) if (stream) logOutput(stream, file, tools.log);
  return { process: child, file, mark, group };
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', reject);
  });
}
