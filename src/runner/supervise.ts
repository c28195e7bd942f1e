// Keeping one runner process alive beside a server: started, adopted after a crash of the server, started again, ended.
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { pause, retryDelay } from './retry-delay.ts';
import type { RunnerLog } from './runner-options.ts';
import { endProcess, launchProcess, livingProcess, type SupervisedProcess } from './supervised-process.ts';

/** How to start the runner and where to keep track of it. */
export interface SuperviseOptions {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What a living runner must have been started for to be adopted: server address, key, version, queues …; only a hash of it is written. */
  readonly identity: readonly string[];
  readonly pidFile: string;
  readonly logFile: string;
  /** Seconds between SIGTERM and KILL of the runner; more than its drain and grace together. */
  readonly stopSeconds: number;
  readonly log: RunnerLog;
}

/** A runner that is kept alive. */
export interface RunnerSupervisor {
  /** The process at the moment; null between two starts. */
  readonly pid: number | null;
  /** Ends the runner and waits for its end. */
  stop(): Promise<void>;
}

/** Waits between two starts of a runner that dies: it may be out of memory or refused, so up to half a minute. */
export const RESTART_DELAY = { firstMs: 500, maxMs: 30_000 } as const;
/** Milliseconds of life after which a runner counts as healthy and the next restart is quick again. */
export const HEALTHY_MS = 60_000;

/** Adopts the living runner of the pid file when it was started for the same identity, else ends it; then keeps one alive. */
export async function superviseRunner(options: SuperviseOptions): Promise<RunnerSupervisor> {
  const fingerprint = createHash('sha256').update(JSON.stringify(options.identity)).digest('hex');
  const stop = new AbortController();
  const state: State = { current: (await adopted(options, fingerprint)) ?? (await start(options, fingerprint)) };
  const loop = keepAlive(state, { options, fingerprint, stop: stop.signal });
  return {
    get pid() {
      return state.current?.pid ?? null;
    },
    async stop() {
      stop.abort();
      if (state.current) await endProcess(state.current, options.stopSeconds);
      await loop;
      // A start may have been under way when the stop came.
      if (state.current) await endProcess(state.current, options.stopSeconds);
      rmSync(options.pidFile, { force: true });
    },
  };
}

interface State {
  current: SupervisedProcess | null;
}

interface Keeping {
  readonly options: SuperviseOptions;
  readonly fingerprint: string;
  readonly stop: AbortSignal;
}

async function adopted(options: SuperviseOptions, fingerprint: string): Promise<SupervisedProcess | null> {
  const living = livingProcess(options.pidFile);
  if (!living) return null;
  if (living.fingerprint === fingerprint) {
    options.log.info({ pid: living.pid }, 'adopted the runner that is still alive');
    return living;
  }
  options.log.info({ pid: living.pid }, 'a runner is alive that was started for other settings; ending it');
  await endProcess(living, options.stopSeconds);
  return null;
}

async function start(options: SuperviseOptions, fingerprint: string): Promise<SupervisedProcess | null> {
  try {
    const started = await launchProcess({ ...options, fingerprint });
    options.log.info({ pid: started.pid, logFile: options.logFile }, 'started the runner');
    return started;
  } catch (error) {
    options.log.error({ err: error, program: options.command[0] }, 'the runner cannot be started; trying again');
    return null;
  }
}

async function keepAlive(state: State, { options, fingerprint, stop }: Keeping): Promise<void> {
  const delay = retryDelay(RESTART_DELAY);
  while (!stop.aborted) {
    const since = performance.now();
    const how = state.current ? await state.current.ended : 'no start';
    state.current = null;
    if (stop.aborted) return;
    if (performance.now() - since > HEALTHY_MS) delay.reset();
    options.log.warn({ how, logFile: options.logFile }, 'the runner ended; starting it again');
    await pause(delay.next(), stop);
    if (!stop.aborted) state.current = await start(options, fingerprint);
  }
}
