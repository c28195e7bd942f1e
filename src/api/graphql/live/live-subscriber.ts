// One subscription of one client: it reads by itself until it has caught up, then its group writes for it.
import { laggedError, graphqlErrorOf } from './live-error.ts';
import type { LiveFeed, LiveItem } from './feed/live-feed.ts';
import type { FrameWriter } from './frame/frame-writer.ts';
import type { FrameForm, Wave } from './frame/wave.ts';
import type { GroupMember, LiveGroup } from './live-group.ts';
import type { LiveLimits } from './live-limits.ts';
import type { BeginWave } from './shared-renderer.ts';
import { SubscriberBacklog } from './subscriber-backlog.ts';

/** What a subscription consists of. */
export interface SubscriberParts {
  readonly form: FrameForm;
  readonly outlet: FrameWriter;
  readonly feed: LiveFeed<unknown>;
  /** Renders for this subscriber alone, while it catches up. */
  readonly begin: BeginWave;
  readonly limits: LiveLimits;
  /** Puts it into its group, synchronously; null when the group is ahead of it. */
  readonly join: (member: GroupMember) => LiveGroup | null;
  readonly onDelivered: (messages: number) => void;
  readonly onLagged: () => void;
  /** Called once, however it ends. */
  readonly onEnd: () => void;
}

const DONE = { done: true, value: undefined } as const;

/**
 * To its transport this is an iterator that yields nothing: messages go to the client as ready frames. It ends when the client completes
 * or leaves, and throws when the subscription fails, which the transport turns into its last message (no `complete` follows).
 */
export class LiveSubscriber implements GroupMember, AsyncIterableIterator<never> {
  at: unknown = null;
  readonly #parts: SubscriberParts;
  readonly #end = Promise.withResolvers<IteratorReturnResult<undefined>>();
  readonly #abort = new AbortController();
  readonly #backlog: SubscriberBacklog;
  #group: LiveGroup | null = null;
  #cursor: string;

  constructor(parts: SubscriberParts) {
    this.#parts = parts;
    this.#cursor = parts.feed.start;
    this.#backlog = new SubscriberBacklog({ ...parts, signal: this.#abort.signal, onWritten: (messages, cursor) => this.#written(messages, cursor) });
    this.#end.promise.catch(() => undefined); // a failure may come before the protocol asks for it, and is told then
  }

  /** Behind the last message that was written; where it began while there is none. */
  get cursor(): string {
    return this.#cursor;
  }

  /** Whether it has ended, in whatever way. */
  get ended(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Begins to read unless it has failed already; call it once. */
  start(): this {
    if (this.ended) return this;
    const { feed } = this.#parts;
    const steps = {
      onItem: ({ root, cursor }: LiveItem<unknown>) => this.#backlog.add({ root, cursor }),
      onCaughtUp: (cursor: string) => this.#backlog.add({ root: feed.caughtUp(cursor), cursor }),
      join: (at: unknown) => this.#join(at),
    };
    feed.resume(steps, this.#abort.signal).catch((error: unknown) => this.fail(error));
    return this;
  }

  give(wave: Wave, first: number): boolean {
    const taken = this.#backlog.empty ? this.#parts.outlet.writeFrames(wave.frames(this.#parts.form, first), wave.items.length - first) : this.#backlog.addWave(wave, first);
    if (!taken) return false;
    const last = wave.items.at(-1)!;
    this.at = last.at;
    if (this.#backlog.empty) this.#written(wave.items.length - first, last.cursor);
    return true;
  }

  lag(): void {
    if (this.ended) return;
    this.#parts.onLagged();
    this.fail(laggedError(this.#cursor));
  }

  fail(error: unknown): void {
    if (this.#leave()) this.#end.reject(graphqlErrorOf(error));
  }

  /** Calls back once it has ended, in whatever way. */
  whenEnded(callback: () => void): void {
    if (this.ended) callback();
    else this.#abort.signal.addEventListener('abort', callback, { once: true });
  }

  next(): Promise<IteratorReturnResult<undefined>> {
    return this.#end.promise;
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    if (this.#leave()) this.#end.resolve(DONE);
    return Promise.resolve(DONE);
  }

  throw(): Promise<IteratorReturnResult<undefined>> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #join(at: unknown): boolean {
    if (this.ended) return true; // nothing more to read
    this.at = at;
    this.#group = this.#parts.join(this);
    return this.#group !== null;
  }

  #written(messages: number, cursor: string): void {
    this.#cursor = cursor;
    this.#parts.onDelivered(messages);
  }

  /** Stops reading and being written for, at once; false when that was already so. */
  #leave(): boolean {
    if (this.ended) return false;
    this.#abort.abort();
    this.#group?.remove(this);
    this.#parts.onEnd();
    return true;
  }
}
