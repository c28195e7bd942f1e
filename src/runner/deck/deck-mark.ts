// The mark of one process of a deck (or of others that the runner keeps) and of all it starts: by it they are found and ended, whatever happens to the runner.
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { endProcesses } from '../process/end-processes.ts';
import { removeTree } from '../remove-tree.ts';
import type { DeckTools } from './deck-tools.ts';

/** A mark that the guardian knows. */
export class DeckMark {
  readonly id: string;
  readonly #what: string;
  readonly #tools: DeckTools;
  readonly #place: string;
  #group: number | null = null;

  private constructor(tools: DeckTools, what: string) {
    this.id = `${what}-${randomUUID()}`;
    this.#what = what;
    this.#tools = tools;
    this.#place = path.join(tools.attempts, this.id);
  }

  /** Makes it known before there is a process that carries it; `what` the process is, in one word. */
  static async make(tools: DeckTools, what = 'deck'): Promise<DeckMark> {
    const mark = new DeckMark(tools, what);
    await mkdir(mark.#place, { mode: 0o700 });
    tools.guardian.watch(mark.id);
    return mark;
  }

  /** The process has started. */
  began(group: number): void {
    this.#group = group;
    this.#tools.guardian.group(this.id, group);
  }

  /** Ends whatever carries it, and forgets it; what cannot be ended or cleared stays known to the guardian and to the next runner in this directory. */
  async clear(): Promise<void> {
    const { guardian, log } = this.#tools;
    try {
      const left = await endProcesses({ attemptId: this.id, group: this.#group }, { graceMs: 0, hurry: AbortSignal.abort() });
      if (left.length > 0) return log.error({ pids: left, of: this.#what }, 'processes that the runner keeps do not end; they wait for a device');
      guardian.forget(this.id);
      await removeTree(this.#place);
    } catch (error) {
      log.error({ err: error, of: this.#what }, 'what a process of the runner left behind could not be cleared away');
    }
  }
}
