// A real runner in a process of its own, to be killed and started again under the same name and in the same directory.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { POINT_VARIABLE } from './tool/armed-point.ts';
import type { RunnerPlan } from './tool/crashing-runner.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const CRASHING_MAIN = path.join(import.meta.dirname, 'tool', 'crashing-runner.ts');

/** What the runner is started with. */
export interface KillableRunnerOptions {
  readonly server: string;
  readonly key: string;
  /** Of the runner alone; its log lies in it. */
  readonly directory: string;
  readonly deck?: string;
  readonly name?: string;
  readonly slots?: number;
  /** File through which a test arms points; without it the runner is the one that is shipped. */
  readonly pointFile?: string;
  /** Variables beside those of the test. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** One runner after another. */
export class KillableRunner {
  readonly name: string;
  readonly #options: KillableRunnerOptions;
  #child: ChildProcess | null = null;

  constructor(options: KillableRunnerOptions) {
    this.#options = options;
    this.name = options.name ?? 'killed-again';
  }

  start(): void {
    const { key, environment, pointFile } = this.#options;
    const log = openSync(this.#log, 'a');
    const command = pointFile === undefined ? this.#shipped() : this.#crashing();
    const points = pointFile === undefined ? {} : { [POINT_VARIABLE]: pointFile };
    this.#child = spawn(process.execPath, command, { env: { ...process.env, SWITCHYARD_RUNNER_KEY: key, ...points, ...environment }, stdio: ['ignore', log, log] });
    closeSync(log);
  }

  /** The process at the moment; undefined when none was started. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Whether the last process that was started is gone. */
  get hasEnded(): boolean {
    return this.#child === null || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Throws when it has ended by itself, with the end of its log. */
  check(): void {
    const { exitCode, signalCode } = this.#child ?? {};
    if (exitCode != null || signalCode != null) throw new Error(`the runner ended by itself (${signalCode ?? exitCode}):\n${this.log().slice(-4_000)}`);
  }

  /** Everything it has said, over all of its processes. */
  log(): string {
    return readFileSync(this.#log, 'utf8');
  }

  /** Stops the process in its tracks: no beat, no report; its work goes on. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** Lets it go on where it was stopped. */
  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Whether the process stands still. */
  get isFrozen(): boolean {
    const stat = readFileSync(`/proc/${this.#child?.pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
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
    return path.join(this.#options.directory, `${this.name}.log`);
  }

  get #workDir(): string {
    return path.join(this.#options.directory, `work-of-${this.name}`);
  }

  #shipped(): readonly string[] {
    const { server, deck, slots = 2 } = this.#options;
    const flags = ['--server', server, '--name', this.name, '--queues', 'default,lab', '--slots', String(slots), '--work-dir', this.#workDir, '--grace-seconds', '1', '--drain-seconds', '1'];
    return [MAIN, 'runner', ...flags, ...(deck === undefined ? [] : ['--decks', deck])];
  }

  #crashing(): readonly string[] {
    const { server, key, deck, slots = 2 } = this.#options;
    const plan: RunnerPlan = { server, key, name: this.name, queues: ['default', 'lab'], slots, decks: deck === undefined ? [] : [deck], workDir: this.#workDir };
    return [CRASHING_MAIN, JSON.stringify(plan)];
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || this.hasEnded) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  }
}
