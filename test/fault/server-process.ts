// A real server in a process of its own, on a port and a directory that outlive it, so that it can be killed and come back.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from './until.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const READY_WITHIN_MS = 60_000;

/** One server after another on the same port and directory. */
export class ServerProcess {
  readonly port: number;
  readonly directory: string;
  #child: ChildProcess | null = null;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #command: readonly string[];

  private constructor(port: number, settings: Readonly<Record<string, string>>, command: readonly string[]) {
    this.port = port;
    this.#settings = settings;
    this.#command = command;
    this.directory = mkdtempSync(path.join(tmpdir(), 'switchyard-fault-'));
  }

  /** Chooses a port and a directory; start it yourself. `command`: what Node runs instead of `switchyard serve`. */
  static async prepare(settings: Readonly<Record<string, string>> = {}, command: readonly string[] = [MAIN, 'serve']): Promise<ServerProcess> {
    return new ServerProcess(await freePort(), settings, command);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get logFile(): string {
    return path.join(this.directory, 'server.log');
  }

  /** The process at the moment; undefined when none was started. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Whether the last process that was started is gone. */
  get hasEnded(): boolean {
    return this.#child === null || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Starts it and waits until it is ready; throws when it ends before that. */
  async start(): Promise<void> {
    if (!(await this.startOrEnd())) throw new Error(`the server ended by itself (${this.#child!.signalCode ?? this.#child!.exitCode}):\n${this.logTail()}`);
  }

  /** Starts it and waits until it is ready; false when it has ended before that. */
  async startOrEnd(): Promise<boolean> {
    const log = openSync(this.logFile, 'a');
    this.#child = spawn(process.execPath, this.#command, {
      env: { ...process.env, PORT: String(this.port), DATA_DIR: path.join(this.directory, 'data'), ...this.#settings },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    await until('the server is ready', async () => {
      if (this.hasEnded) return true;
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      await answer?.arrayBuffer();
      return answer?.ok === true;
    }, { withinMs: READY_WITHIN_MS });
    return !this.hasEnded;
  }

  /** kill -9, and waits until the process is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM, and waits for the drain; gives back the exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  logTail(): string {
    return readFileSync(this.logFile, 'utf8').slice(-4_000);
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || this.hasEnded) return child?.exitCode ?? null;
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return exited;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    }).on('error', reject);
  });
}
