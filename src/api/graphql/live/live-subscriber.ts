// One subscription on one socket: it reads by itself until it has caught up, then its group writes for it.
import { laggedError, subscriptionError } from './live-error.ts';
import type { LiveFeed, LiveItem } from './live-feed.ts';
import type { GroupMember, LiveGroup } from './live-group.ts';
import type { BeginWave } from './shared-renderer.ts';
import type { SocketOutlet } from './socket-outlet.ts';
import { nextFrames, nextPrefix } from './text-frame.ts';

/** What a subscription consists of. */
export interface SubscriberParts {
  readonly id: string;
  readonly outlet: SocketOutlet;
  readonly feed: LiveFeed<unknown>;
  /** Renders for this subscriber alone, while it catches up. */
  readonly begin: BeginWave;
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
export class LiveSubscriber implements GroupMember, AsyncIterableIterator<never> {
  readonly id: string;
  readonly prefix: Buffer;
  readonly outlet: SocketOutlet;
  at: unknown = null;
  cursor = '';
  readonly #parts: SubscriberParts;
  readonly #end = Promise.withResolvers<IteratorReturnResult<undefined>>();
  readonly #abort = new AbortController();
  #group: LiveGroup | null = null;
  #ended = false;

  constructor(parts: SubscriberParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.prefix = nextPrefix(parts.id);
    this.outlet = parts.outlet;
    this.#end.promise.catch(() => undefined); // a failure may come before the protocol asks for it, and is told then
  }

  /** Begins to read; call it once. */
  start(): this {
    const steps = {
      onItem: (item: LiveItem<unknown>) => this.#pass(item.root),
      onCaughtUp: (cursor: string) => this.#pass(this.#parts.feed.caughtUp(cursor)),
      join: (at: unknown, cursor: string) => this.#join(at, cursor),
    };
    this.#parts.feed.resume(steps, this.#abort.signal).catch((error: unknown) => this.fail(error));
    return this;
  }

  lag(): void {
    if (this.#ended) return;
    this.#parts.onLagged();
    this.fail(laggedError(this.cursor));
  }

  fail(error: unknown): void {
    if (this.#leave()) this.#end.reject(subscriptionError(error));
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

  // What it reads by itself waits for the socket, one message at a time: catching up never counts as falling behind.
  async #pass(root: unknown): Promise<void> {
    const payload = await this.#parts.begin()(root);
    if (this.#ended) return;
    await this.outlet.push(nextFrames(this.prefix, [payload]));
    this.#parts.onDelivered(1);
  }

  #join(at: unknown, cursor: string): boolean {
    if (this.#ended) return true; // nothing more to read
    this.at = at;
    this.cursor = cursor;
    this.#group = this.#parts.join(this);
    return this.#group !== null;
  }

  /** Stops reading and being written for, at once; false when that was already so. */
  #leave(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#abort.abort();
    this.#group?.remove(this);
    this.#parts.onEnd();
    return true;
  }
}
