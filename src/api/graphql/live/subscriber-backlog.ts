// What a subscriber has still to be sent before its group can write for it directly.
import type { FrameWriter } from './frame/frame-writer.ts';
import type { FrameForm, Wave } from './frame/wave.ts';
import { type LiveLimits, WAVE_SIZE } from './live-limits.ts';
import type { BeginWave } from './shared-renderer.ts';

/** Something the subscriber read by itself: executed for it alone. */
export interface OwnItem {
  readonly root: unknown;
  readonly cursor: string;
}

/** Something its group has executed already. */
interface ReadyItem {
  readonly payload: Buffer;
  readonly cursor: string;
}

/** What a backlog works with. */
export interface BacklogParts {
  readonly form: FrameForm;
  readonly outlet: FrameWriter;
  readonly begin: BeginWave;
  readonly limits: LiveLimits;
  /** Fires when the subscription ends: nothing is written after that. */
  readonly signal: AbortSignal;
  readonly onWritten: (messages: number, cursor: string) => void;
}

/** Items read ahead of the client at most; the reading waits beyond that. */
const READ_AHEAD = 4 * WAVE_SIZE;

/**
 * Written in waves, each after the one before has left the process: so a slow client slows its own reading, and catching up never counts
 * as falling behind. A subscriber joins its group as soon as it has read everything, not when all is written; waves that the group
 * executes meanwhile queue up behind, within the limits of a slow client.
 */
export class SubscriberBacklog {
  readonly #parts: BacklogParts;
  #items: (OwnItem | ReadyItem)[] = [];
  /** Of the items that came from the group: how many wait, and their bytes. */
  #ready = { count: 0, bytes: 0 };
  #writing: Promise<void> | null = null;

  constructor(parts: BacklogParts) {
    this.#parts = parts;
  }

  /** Whether everything has been written. */
  get empty(): boolean {
    return this.#writing === null;
  }

  /** Adds what the subscriber read; resolves at once unless it reads too far ahead. */
  async add(item: OwnItem): Promise<void> {
    this.#put(item);
    if (this.#items.length >= READ_AHEAD) await this.#writing;
  }

  /** Adds what the group executed; false when that is more than may wait. */
  addWave({ items, payloads }: Wave, first: number): boolean {
    const { maxBufferedBytes, maxBufferedMessages } = this.#parts.limits;
    const count = this.#ready.count + payloads.length - first;
    const bytes = payloads.slice(first).reduce((sum, payload) => sum + payload.length, this.#ready.bytes);
    if (bytes > maxBufferedBytes || count > maxBufferedMessages) return false;
    this.#ready = { count, bytes };
    for (let i = first; i < items.length; i++) this.#put({ payload: payloads[i]!, cursor: items[i]!.cursor });
    return true;
  }

  #put(item: OwnItem | ReadyItem): void {
    this.#items.push(item);
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    const { form, outlet, begin, signal, onWritten } = this.#parts;
    await Promise.resolve(); // let what is added in one go make one wave
    while (this.#items.length > 0 && !signal.aborted) {
      const wave = this.#items.splice(0, WAVE_SIZE);
      const render = begin();
      const payloads = await Promise.all(wave.map((item) => ('payload' in item ? item.payload : render(item.root))));
      if (signal.aborted) break;
      const left = outlet.push(form.frames(payloads));
      // At once: the client will get these even when the subscription ends before they have left, and must not be told to resume before them.
      onWritten(wave.length, wave.at(-1)!.cursor);
      await left;
      this.#release(wave);
    }
    this.#items = [];
    this.#writing = null;
  }

  #release(wave: readonly (OwnItem | ReadyItem)[]): void {
    for (const item of wave) {
      if (!('payload' in item)) continue;
      this.#ready.count -= 1;
      this.#ready.bytes -= item.payload.length;
    }
  }
}
