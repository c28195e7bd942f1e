// Starting a program: argument vector, own session and process group, real pipes, nothing inherited.
import { spawn, type ChildProcess } from 'node:child_process';
import type { CommandLine } from './argument-vector.ts';
import type { Environment } from './child-environment.ts';
import { InvalidWork } from './invalid-work.ts';
import type { OutputPipes } from './output-pipes.ts';

/** How a program ended by itself or by a signal. */
export interface ProgramExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A started program. */
export interface Program {
  /** Its pid, which is also its process group and session. */
  readonly group: number;
  readonly exited: Promise<ProgramExit>;
}

/** Where and with what it runs. */
export interface ProgramPlace {
  readonly cwd: string;
  readonly env: Environment;
  readonly pipes: OutputPipes;
}

/** Starts it; throws `InvalidWork` when there is no such program or it cannot be executed. */
export async function startProgram(line: CommandLine, place: ProgramPlace): Promise<Program> {
  try {
    const child = spawn(line.binary, line.args, { cwd: place.cwd, env: place.env, detached: true, stdio: ['ignore', ...place.pipes.childFds] });
    const exited = exitOf(child);
    await started(child);
    return { group: child.pid!, exited };
  } catch (error) {
    throw whyNot(error as NodeJS.ErrnoException, line.binary);
  } finally {
    place.pipes.release();
  }
}

function exitOf(child: ChildProcess): Promise<ProgramExit> {
  return new Promise((resolve) => child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })));
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', reject);
  });
}

const ADVICE: { readonly [code: string]: string } = {
  ENOENT: 'was not found; is it in PATH on the machine of this runner, or in the checkout?',
  EACCES: 'is not executable; set its executable bit or name an interpreter as the binary',
  ENOTDIR: 'lies below something that is no directory',
  ENOEXEC: 'is in no format that this machine executes',
  ELOOP: 'is a link that leads in circles',
  ENAMETOOLONG: 'has a name that is too long',
  E2BIG: 'has more arguments and environment than this machine takes; pass large inputs in files',
};

// Other codes (EAGAIN, EMFILE, ENOMEM) are the machine's trouble, not the work's.
function whyNot(error: NodeJS.ErrnoException, binary: string): Error {
  const advice = ADVICE[error.code ?? ''];
  return advice ? new InvalidWork(`the program ${JSON.stringify(binary)} ${advice}`, { cause: error }) : error;
}
