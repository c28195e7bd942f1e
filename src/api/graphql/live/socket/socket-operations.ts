// What one socket has under way: which operation an id stands for now, and the subscribers that end with the socket.
import type { OperationClock } from '../../limit/operation-clock.ts';
import type { LiveSubscriber } from '../live-subscriber.ts';

/**
 * Beside what the protocol library remembers by id: it takes what an operation answers late for the answer of the next one with its id,
 * and lets go of the next one's subscriber in its place.
 */
export class SocketOperations {
  readonly #preparing = new Map<string, symbol>();
  readonly #subscribers = new Set<LiveSubscriber>();
  /** Of queries and mutations that are executed. */
  readonly #clocks = new Map<string, OperationClock>();
  #isOver = false;

  /** An operation begins to be prepared. The returned function says, once, whether it still is the one its id stands for. */
  prepare(id: string): () => boolean {
    const own = Symbol(id);
    this.#preparing.set(id, own);
    return () => this.#preparing.get(id) === own && this.#preparing.delete(id);
  }

  /** A query or mutation begins; the returned function is to be called when it is over. */
  time(id: string, clock: OperationClock): () => void {
    // Gone while the operation was judged: nothing would tell it any more.
    if (this.#isOver) clock.leave();
    else this.#clocks.set(id, clock);
    return () => {
      clock.end();
      if (this.#clocks.get(id) === clock) this.#clocks.delete(id);
    };
  }

  /** The client completes what the id stands for: nobody waits for its answer any more. */
  leave(id: string): void {
    this.#clocks.get(id)?.leave();
    this.#clocks.delete(id);
  }

  /** Ends the subscriber with the socket, if nothing has before. */
  keep(subscriber: LiveSubscriber): LiveSubscriber {
    this.#subscribers.add(subscriber);
    subscriber.whenEnded(() => this.#subscribers.delete(subscriber));
    return subscriber;
  }

  /** The socket is gone. */
  end(): void {
    this.#isOver = true;
    for (const id of this.#clocks.keys()) this.leave(id);
    for (const subscriber of this.#subscribers) void subscriber.return();
  }
}

/** The answer of an operation that nobody waits for: none. What waited is garbage once the library has let go of it. */
export function noAnswer(): Promise<never> {
  return new Promise(() => undefined);
}
