// Named pipes made ahead: `mkfifo` is a process of its own, so a stock of them costs one start for many attempts.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { DEFAULT_PATH } from './child-environment.ts';

/** Pairs made at once. Measured: one start of `mkfifo` takes 3 ms, a third of the time from claim to program; 16 pairs take no longer. */
export const STOCK_PAIRS = 16;

/** The paths of two pipes that nobody else uses: for stdout and stderr. */
export type PipePair = readonly [string, string];

/** Gives each pair once; whoever takes one removes the files. */
export class PipeStock {
  readonly #directory: string;
  readonly #pairs: PipePair[] = [];
  #making: Promise<void> | null = null;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** A pair; rejects when the machine cannot make pipes (no `mkfifo`, a file system without them). */
  async take(): Promise<PipePair> {
    for (;;) {
      const pair = this.#pairs.pop();
      if (pair) return pair;
      this.#making ??= this.#make().finally(() => (this.#making = null));
      await this.#making;
    }
  }

  async #make(): Promise<void> {
    const pairs = Array.from({ length: STOCK_PAIRS }, () => path.join(this.#directory, randomUUID())).map((stem): PipePair => [`${stem}.out`, `${stem}.err`]);
    await promisify(execFile)('mkfifo', ['-m', '600', '--', ...pairs.flat()], { env: { PATH: DEFAULT_PATH } });
    this.#pairs.push(...pairs);
  }
}
