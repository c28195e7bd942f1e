// One process of a deck, from its start to its end: what is said to it, what it answers, and how it is ended.
import type { ChildProcess } from 'node:child_process';
import type { DeckDescription } from '../../domain/deck/deck.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import { KILL_SETTLE_MS } from '../process/end-processes.ts';
import { signalProcess } from '../process/process-scan.ts';
import { DeckCallError } from './deck-call-error.ts';
import { launchDeck, type LaunchedDeck } from './deck-launch.ts';
import type { DeckCall, FromDeck, ToDeck } from './deck-message.ts';
import type { DeckTools } from './deck-tools.ts';
import { orAborted } from '../or-aborted.ts';

/** Milliseconds in which a deck's module must be loaded. */
export const DECK_LOAD_MS = 30_000;
/** Milliseconds that an abandoned method has to heed its signal before the process is ended. */
export const ABANDON_GRACE_MS = 300;
/** Milliseconds in which a deck must have let go of its devices when the runner ends; whoever supervises the runner gives it a little more. */
export const DECK_CLOSE_MS = 3_000;

/** How a call is watched. */
export interface DeckCallOptions {
  /** Aborted to abandon the call: what the device did of it is then not known. */
  readonly signal: AbortSignal;
  /** Takes the lines that the method writes. */
  readonly onLog?: (line: string) => void;
}

type Answer = Extract<FromDeck, { type: 'result' | 'failed' }> | { readonly type: 'ended'; readonly how: string };

interface Pending {
  readonly id: number;
  readonly answer: (answer: Answer) => void;
  readonly onLog: ((line: string) => void) | undefined;
}

/** Starts a process and waits until its module is loaded; throws `DeckCallError` with the file and line when it cannot be. */
export async function startDeckChild(file: string, tools: DeckTools, signal: AbortSignal): Promise<DeckChild> {
  const child = new DeckChild(await launchDeck(file, tools), tools);
  try {
    await child.load(signal);
    return child;
  } catch (error) {
    await child.kill();
    throw error;
  }
}

/** A process of a deck. Callers see to it that there is one call at a time. */
export class DeckChild {
  /** Resolves with how the process ended, when nothing of it is left. */
  readonly ended: Promise<string>;
  description: DeckDescription | null = null;
  isEnded = false;
  readonly #launched: LaunchedDeck;
  readonly #tools: DeckTools;
  #pending: Pending | null = null;
  #calls = 0;

  constructor(launched: LaunchedDeck, tools: DeckTools) {
    this.#launched = launched;
    this.#tools = tools;
    this.ended = this.#watch(launched.process);
  }

  /** Waits for the first message. */
  async load(signal: AbortSignal): Promise<void> {
    const late = AbortSignal.timeout(DECK_LOAD_MS);
    const first = new Promise<FromDeck>((resolve) => this.#launched.process.once('message', (message) => resolve(message as FromDeck)));
    const message = await orAborted(Promise.race([first, this.ended]), AbortSignal.any([signal, late]));
    if (message === null) throw new DeckCallError(late.aborted ? `${this.#launched.file}: the module was not loaded within ${DECK_LOAD_MS / 1_000} s; do slow work in open()` : ABANDONED);
    if (typeof message === 'string') throw new DeckCallError(`${this.#launched.file}: the deck's process ended while it loaded: ${message}`);
    if (message.type !== 'loaded') throw new DeckCallError(message.type === 'refused' ? message.message : `${this.#launched.file}: a deck sends no messages of its own`);
    this.description = message.description;
    this.#launched.process.on('message', (next) => this.#take(next as FromDeck));
  }

  /** Carries out a call; throws `DeckCallError` when there is no result. Once it has thrown for an abandoned call nothing of it goes on. */
  async call(call: DeckCall, { signal, onLog }: DeckCallOptions): Promise<JsonValue> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const id = ++this.#calls;
    this.#pending = { id, answer: resolve, onLog };
    try {
      this.#send({ type: 'call', id, ...call });
      const answer = await orAborted(promise, signal);
      if (answer !== null) return this.#resultOf(answer, call);
      await this.#abandon(id, promise);
      throw new DeckCallError(ABANDONED);
    } finally {
      this.#pending = null;
    }
  }

  /** Lets the deck let go of its devices, and ends the process. */
  async close(): Promise<void> {
    this.#send({ type: 'close' });
    if ((await orAborted(this.ended, AbortSignal.timeout(DECK_CLOSE_MS))) === null) await this.kill();
  }

  /** Ends the process and all it has started, at once. */
  async kill(): Promise<void> {
    signalProcess(-this.#launched.group, 'SIGKILL');
    const settled = await orAborted(this.ended, AbortSignal.timeout(KILL_SETTLE_MS));
    if (settled === null) this.#tools.log.error({ deckFile: this.#launched.file, pid: this.#launched.group }, 'the process of a deck does not end; it waits for a device');
  }

  async #abandon(id: number, answer: Promise<Answer>): Promise<void> {
    this.#send({ type: 'abandon', id });
    const heeded = await orAborted(answer, AbortSignal.timeout(ABANDON_GRACE_MS));
    if (heeded === null) await this.kill();
  }

  #take(message: FromDeck): void {
    // A late word of an abandoned call, or a message that the deck's own code has sent.
    if (!this.#pending || !('id' in message) || message.id !== this.#pending.id) return;
    if (message.type === 'log') this.#pending.onLog?.(message.text);
    else this.#pending.answer(message);
  }

  #resultOf(answer: Answer, { instrument, method }: DeckCall): JsonValue {
    if (answer.type === 'result') return answer.value;
    if (answer.type === 'ended') throw new DeckCallError(`the deck's process ended: ${answer.how}`);
    this.#tools.log.warn({ deck: this.description?.name, instrument, method, at: answer.at }, answer.message);
    throw new DeckCallError(answer.message);
  }

  #send(message: ToDeck): void {
    // An error of the channel is the end of the process, which is told by itself.
    if (this.#launched.process.connected) this.#launched.process.send(message, () => undefined);
  }

  async #watch(process: ChildProcess): Promise<string> {
    const how = await new Promise<string>((resolve) => process.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`)));
    // What it said before its end may still be on its way.
    if (process.connected) await new Promise<void>((resolve) => process.once('disconnect', () => resolve()));
    this.isEnded = true;
    // Whatever it started must be gone before the next process takes the same devices.
    await this.#launched.mark.clear();
    this.#pending?.answer({ type: 'ended', how });
    return how;
  }
}

const ABANDONED = 'the call was abandoned; what the device did of it is not known';
