// A real runner with a deck in a process of its own, to be killed and started again under the same name and in the same directory.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

const MAIN = path.join(import.meta.dirname, '..', '..', 'dist', 'main.js');

/** What the runner is started with. */
export interface KillableRunnerOptions {
  readonly server: string;
  readonly key: string;
  readonly deck: string;
  /** Of the runner alone; its log lies in it. */
  readonly directory: string;
}

/** One runner after another. */
export class KillableRunner {
  readonly #options: KillableRunnerOptions;
  #child: ChildProcess | null = null;

  constructor(options: KillableRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    const { server, key, deck, directory } = this.#options;
    const log = openSync(this.#log, 'a');
    const flags = ['--server', server, '--name', 'killed-again', '--queues', 'default,lab', '--decks', deck, '--work-dir', path.join(directory, 'work'), '--grace-seconds', '1', '--drain-seconds', '1'];
    this.#child = spawn(process.execPath, [MAIN, 'runner', ...flags], { env: { ...process.env, SWITCHYARD_RUNNER_KEY: key }, stdio: ['ignore', log, log] });
    closeSync(log);
  }

  /** Throws when it has ended by itself, with the end of its log. */
  check(): void {
    const { exitCode, signalCode } = this.#child ?? {};
    if (exitCode != null || signalCode != null) throw new Error(`the runner ended by itself (${signalCode ?? exitCode}):\n${readFileSync(this.#log, 'utf8').slice(-4_000)}`);
  }

  /** kill -9, and waits until the process is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM, and waits for the drain; gives back the exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  get #log(): string {
    return path.join(this.#options.directory, 'runner.log');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  }
}
