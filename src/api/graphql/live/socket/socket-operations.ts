// What one socket has under way: which operation an id stands for now, and the subscribers that end with the socket.
import type { LiveSubscriber } from '../live-subscriber.ts';

/**
 * Beside what the protocol library remembers by id: it takes what an operation answers late for the answer of the next one with its id,
 * and lets go of the next one's subscriber in its place.
 */
export class SocketOperations {
  readonly #preparing = new Map<string, symbol>();
  readonly #subscribers = new Set<LiveSubscriber>();

  /** An operation begins to be prepared. The returned function says, once, whether it still is the one its id stands for. */
  prepare(id: string): () => boolean {
    const own = Symbol(id);
    this.#preparing.set(id, own);
    return () => this.#preparing.get(id) === own && this.#preparing.delete(id);
  }

  /** Ends the subscriber with the socket, if nothing has before. */
  keep(subscriber: LiveSubscriber): LiveSubscriber {
    this.#subscribers.add(subscriber);
    subscriber.whenEnded(() => this.#subscribers.delete(subscriber));
    return subscriber;
  }

  /** The socket is gone. */
  end(): void {
    for (const subscriber of this.#subscribers) void subscriber.return();
  }
}

/** The answer of an operation that nobody waits for: none. What waited is garbage once the library has let go of it. */
export function noAnswer(): Promise<never> {
  return new Promise(() => undefined);
}
