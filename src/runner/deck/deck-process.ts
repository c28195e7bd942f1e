// A deck over the lives of its processes: one call at a time, a new process after one that ended or was ended.
import type { DeckDescription } from '../../domain/deck/deck.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import { DeckCallError } from './deck-call-error.ts';
import { startDeckChild, type DeckCallOptions, type DeckChild } from './deck-child.ts';
import type { DeckCall } from './deck-message.ts';
import type { DeckTools } from './deck-tools.ts';

/** A deck that was loaded at least once. */
export class DeckProcess {
  readonly description: DeckDescription;
  readonly #file: string;
  readonly #tools: DeckTools;
  #child: DeckChild;
  /** Settles when the last call that was asked for is over. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(file: string, tools: DeckTools, child: DeckChild) {
    this.#file = file;
    this.#tools = tools;
    this.#child = child;
    this.description = child.description!;
  }

  /** Starts the deck's first process; throws `DeckCallError` with what is wrong in its file. */
  static async start(file: string, tools: DeckTools): Promise<DeckProcess> {
    return new DeckProcess(file, tools, await startDeckChild(file, tools, NEVER));
  }

  /** Carries out a call after those before it; there are no more of them than attempts that have the deck. */
  async call(call: DeckCall, options: DeckCallOptions): Promise<JsonValue> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    try {
      await before;
      if (options.signal.aborted) throw new DeckCallError('the call was given up before it began');
      const child = await this.#living(options.signal);
      return await child.call(call, options);
    } finally {
      resolve();
    }
  }

  /** Lets go of the devices and ends the process. */
  async close(): Promise<void> {
    if (this.#child.isEnded) await this.#child.ended;
    else await this.#child.close();
  }

  async #living(signal: AbortSignal): Promise<DeckChild> {
    if (!this.#child.isEnded) return this.#child;
    await this.#child.ended;
    const child = await startDeckChild(this.#file, this.#tools, signal);
    // The server checks calls against what was registered: another deck under the same name must be registered first.
    if (JSON.stringify(child.description) !== JSON.stringify(this.description)) {
      await child.kill();
      throw new DeckCallError(`${this.#file} has changed since the runner started; start the runner again to offer the deck as it is now`);
    }
    this.#child = child;
    return child;
  }
}

const NEVER = new AbortController().signal;
