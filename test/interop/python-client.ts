// One Python program with the real clients in it: started in a home of its own, followed line by line, ended with its children.
import { type ChildProcess, spawn } from 'node:child_process';
import { until } from '../fault/until.ts';

/** How a program ended. */
export interface PythonEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Longest wait for the end of a program, ms: imports of the SDK alone take seconds on a busy machine. */
const END_MS = 120_000;
/** Longest wait for a program that hangs to say where, ms. */
const STACKS_MS = 10_000;
/** Characters of output that are told of a program that hangs: the stacks of all its threads. */
const STACKS_LENGTH = 12_000;
/** Beginning of a line that tells the test something: a name and JSON. */
const FACT = /^FACT (\w+) (.*)$/gm;

/** A program that runs. */
export class PythonClient {
  readonly ended: Promise<PythonEnd>;
  #output = '';
  readonly #child: ChildProcess;

  constructor(command: { program: string; args: readonly string[]; cwd: string; env: Readonly<Record<string, string>> }) {
    const { program, args, cwd, env } = command;
    // A group of its own: agents start programs, and those start others.
    this.#child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => { this.#output += text; });
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** All that it wrote, both streams as they came. */
  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** What it told by lines `FACT name json`; the last of a name counts. */
  get facts(): Readonly<Record<string, any>> { // oxlint-disable-line typescript/no-explicit-any -- whatever the program found
    return Object.fromEntries([...this.#output.matchAll(FACT)].map(([, name, json]) => [name, JSON.parse(json!)]));
  }

  /** Waits for a line that tells something; throws when the program ends without it. */
  async fact(name: string): Promise<any> { // oxlint-disable-line typescript/no-explicit-any -- whatever the program found
    await until(`the program tells ${name}`, () => {
      if (this.facts[name] === undefined && this.hasEnded) throw new Error(`the program has ended without telling ${name}:\n${this.#output}`);
      return this.facts[name] !== undefined;
    }, { withinMs: END_MS });
    return this.facts[name];
  }

  /** Waits for the end and gives the facts; throws with all that was written when it is not the one that was expected. */
  async end(code = 0): Promise<Readonly<Record<string, any>>> { // oxlint-disable-line typescript/no-explicit-any -- whatever the program found
    await until('the program ends', () => this.hasEnded, { withinMs: END_MS }).catch(async (error: unknown) => {
      throw new Error(`it hangs:\n${await this.#stacks()}`, { cause: error });
    });
    const ended = await this.ended;
    if (ended.code !== code) throw new Error(`the program ended with ${ended.code ?? ended.signal} and not with ${code}:\n${this.#output.slice(-1_500)}`);
    return this.facts;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it with the signal at which Python tells where its threads are, and gives the end of what it wrote. */
  async #stacks(): Promise<string> {
    this.signal('SIGABRT');
    await Promise.race([this.ended, new Promise((resolve) => setTimeout(resolve, STACKS_MS))]);
    await this.kill();
    return this.#output.slice(-STACKS_LENGTH);
  }

  /** Kills it and what it has started. */
  async kill(): Promise<void> {
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch (error) {
      // ESRCH: the whole group is gone.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    await this.ended;
  }
}
