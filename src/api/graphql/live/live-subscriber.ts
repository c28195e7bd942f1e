// One subscription on one socket: it reads by itself until it has caught up, then its group writes for it.
import { laggedError, graphqlErrorOf } from './live-error.ts';
import type { LiveFeed, LiveItem } from './feed/live-feed.ts';
import type { GroupMember, LiveGroup } from './live-group.ts';
import type { LiveLimits } from './live-limits.ts';
import type { BeginWave } from './shared-renderer.ts';
import type { SocketOutlet } from './socket/socket-outlet.ts';
import { SubscriberBacklog } from './subscriber-backlog.ts';
import { nextPrefix } from './socket/text-frame.ts';
import type { FrameOwner, Wave } from './socket/wave.ts';

/** What a subscription consists of. */
export interface SubscriberParts {
  readonly id: string;
  readonly outlet: SocketOutlet;
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
 * To the protocol this is an iterator that yields nothing: messages go to the socket as ready frames. It ends when the client completes
 * or leaves, and throws when the subscription fails, which the protocol turns into an `error` message (no `complete` follows).
 */
export class LiveSubscriber implements GroupMember, FrameOwner, AsyncIterableIterator<never> {
  readonly id: string;
  readonly prefix: Buffer;
  at: unknown = null;
  readonly #parts: SubscriberParts;
  readonly #end = Promise.withResolvers<IteratorReturnResult<undefined>>();
  readonly #abort = new AbortController();
  readonly #backlog: SubscriberBacklog;
  #group: LiveGroup | null = null;
  /** Behind the last message that was written. */
  #cursor = '';

  constructor(parts: SubscriberParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.prefix = nextPrefix(parts.id);
    this.#backlog = new SubscriberBacklog({ ...parts, owner: this, signal: this.#abort.signal, onWritten: (messages, cursor) => this.#written(messages, cursor) });
    this.#end.promise.catch(() => undefined); // a failure may come before the protocol asks for it, and is told then
  }

  /** Begins to read; call it once. */
  start(): this {
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
    const taken = this.#backlog.empty ? this.#parts.outlet.writeFrames(wave.frames(this, first), wave.items.length - first) : this.#backlog.addWave(wave, first);
    if (!taken) return false;
    const last = wave.items.at(-1)!;
    this.at = last.at;
    if (this.#backlog.empty) this.#written(wave.items.length - first, last.cursor);
    return true;
  }

  lag(): void {
    if (this.#abort.signal.aborted) return;
    this.#parts.onLagged();
    this.fail(laggedError(this.#cursor));
  }

  fail(error: unknown): void {
    if (this.#leave()) this.#end.reject(graphqlErrorOf(error));
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
    if (this.#abort.signal.aborted) return true; // nothing more to read
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
    if (this.#abort.signal.aborted) return false;
    this.#abort.abort();
    this.#group?.remove(this);
    this.#parts.onEnd();
    return true;
  }
}
