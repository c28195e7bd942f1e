// The guardian of a runner: a process of its own that kills all work when the runner dies without a word.
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pause, retryDelay } from '../retry-delay.ts';
import type { RunnerLog } from '../runner-options.ts';

// Told over a pipe that the runner alone holds: the kernel closes it however the runner dies. PR_SET_PDEATHSIG would be
// shorter but is out of reach from Node, and would not reach grandchildren.

/** Keeps the guardian informed of what must not outlive the runner. */
export interface Guardian extends AsyncDisposable {
  /** Before the first process of an attempt starts. */
  watch(attemptId: string): void;
  /** As soon as its process group is known. */
  group(attemptId: string, group: number): void;
  /** When no process of it is left. */
  forget(attemptId: string): void;
  /** The guardian's own process, for tests. */
  readonly pid: number | undefined;
}

/** Milliseconds in which the guardian must be up before work is taken. */
export const GUARDIAN_START_MS = 10_000;

/** Starts the guardian and waits until it listens; one that dies is replaced and told everything again. */
export async function startGuardian(log: RunnerLog): Promise<Guardian> {
  const groups = new Map<string, number | null>();
  const delay = retryDelay();
  let child: ChildProcess;
  let isClosed = false;
  const tell = (line: string): void => void child.stdin?.write(`${line}\n`);
  const launch = async (): Promise<void> => {
    child = spawnGuardian();
    child.once('close', () => void replace());
    for (const [id, group] of groups) tell(`+ ${id} ${group ?? ''}`);
    await isListening(child);
  };
  const replace = async (): Promise<void> => {
    if (isClosed) return;
    log.warn({}, 'the guardian of this runner died; starting another');
    await pause(delay.next());
    if (!isClosed) await launch().catch((error: unknown) => log.error({ err: error }, 'the guardian does not start'));
  };
  await launch();
  return {
    get pid() {
      return child.pid;
    },
    watch(id) {
      groups.set(id, null);
      tell(`+ ${id} `);
    },
    group(id, group) {
      groups.set(id, group);
      tell(`+ ${id} ${group}`);
    },
    forget(id) {
      groups.delete(id);
      tell(`- ${id}`);
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      const gone = new Promise((resolve) => child.once('close', resolve));
      if (child.exitCode === null && child.signalCode === null) {
        child.stdin?.end();
        await gone;
      }
    },
  };
}

// Detached: a ^C or a kill of the runner's group must not take the guardian first. Its environment is empty, it needs no key.
function spawnGuardian(): ChildProcess {
  const main = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './guardian-main.ts' : './guardian-main.js', import.meta.url));
  const child = spawn(process.execPath, ['--max-old-space-size=64', main], { detached: true, env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
  // A write to a guardian that has just died: its successor is told everything anyway.
  child.stdin.on('error', () => undefined);
  return child;
}

async function isListening(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`the guardian did not start within ${GUARDIAN_START_MS} ms`)), GUARDIAN_START_MS);
  child.stdout?.once('data', () => resolve());
  child.once('error', reject);
  child.once('exit', (code, signal) => reject(new Error(`the guardian ended at its start (${signal ?? code})`)));
  await promise.finally(() => clearTimeout(timer));
}
