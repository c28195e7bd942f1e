// A runner in this process with a peer and a work directory of its own.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runRunner } from '../../src/runner/run-runner.ts';
import type { RunnerEnd, RunnerLog, RunnerOptions } from '../../src/runner/runner-options.ts';
import { DispatchPeer, PEER_KEY } from './dispatch-peer.ts';

export interface Bench extends AsyncDisposable {
  readonly peer: DispatchPeer;
  readonly workDir: string;
  /** Rejections are kept for `ended`. */
  readonly ended: Promise<RunnerEnd>;
  readonly logged: string[];
  drain(): void;
  endNow(): void;
}

export interface BenchOptions {
  readonly peer?: (peer: DispatchPeer) => void;
  readonly runner?: Partial<RunnerOptions>;
}

/** Starts both; disposal ends the runner at once and checks that it left no directory. */
export async function bench(options: BenchOptions = {}): Promise<Bench> {
  const peer = new DispatchPeer();
  options.peer?.(peer);
  await peer.listen();
  const workDir = mkdtempSync(path.join(tmpdir(), 'switchyard-runner-'));
  const [drain, now] = [new AbortController(), new AbortController()];
  const logged: string[] = [];
  const ended = runRunner({ ...optionsFor(peer, workDir), log: logInto(logged), signal: drain.signal, now: now.signal, ...options.runner });
  ended.catch(() => undefined);
  const endNow = (): void => [drain, now].forEach((controller) => controller.abort());
  return {
    peer,
    workDir,
    ended,
    logged,
    drain: () => drain.abort(),
    endNow,
    async [Symbol.asyncDispose]() {
      endNow();
      await ended.catch(() => undefined);
      await peer.die();
      const attempts = path.join(workDir, 'attempts');
      const left = existsSync(attempts) ? readdirSync(attempts) : [];
      rmSync(workDir, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`the runner left directories of attempts: ${left.join(', ')}`);
    },
  };
}

export function optionsFor(peer: { readonly url: string }, workDir: string): Omit<RunnerOptions, 'log' | 'signal'> {
  return {
    server: peer.url,
    key: PEER_KEY,
    name: 'under-test',
    kind: 'REMOTE',
    slots: 4,
    queues: ['default'],
    workDir,
    graceSeconds: 1,
    drainSeconds: 5,
    exitWhenOrphaned: false,
    environment: { ...process.env, DATABASE_URL: 'postgres://owner:secret-of-the-database@127.0.0.1/x', SWITCHYARD_RUNNER_KEY: PEER_KEY },
  };
}

export function logInto(lines: string[]): RunnerLog {
  const write = (detail: object, message: string): void => void lines.push(`${message} ${JSON.stringify(detail, (_, value: unknown) => (value instanceof Error ? value.stack : value))}`);
  return { info: write, warn: write, error: write };
}

/** Pids of live processes whose command line holds the text. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(text);
      } catch {
        // Ended between the two looks.
        return false;
      }
    })
    .map(Number);
}
