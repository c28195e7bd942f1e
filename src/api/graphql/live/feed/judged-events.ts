// Events of a hub for those who may not be told of all: each is judged, and they come out in the order in which they went in.
import type { LoggedEvent } from '../../../../domain/event/event.ts';
import type { EventJudge } from '../../../../events/event-judge.ts';

/** Events that may wait while the project of one of them is looked up. */
export const MAX_UNJUDGED = 10_000;

/** Where judged events go. */
export interface JudgedOutlet {
  readonly onEvent: (event: LoggedEvent) => void;
  /** Events cannot be judged any more, or too many wait; nothing follows. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Takes events in the order of the log. One of a project that is known passes or not at once; one of a project that nobody here has
 * heard of holds up what comes behind it until the project has been looked up, for what is guessed would be leaked or lost.
 */
export class JudgedEvents {
  readonly #judge: EventJudge;
  readonly #outlet: JudgedOutlet;
  /** What is being judged, and all behind it. */
  #waiting: LoggedEvent[] = [];
  #closed = false;

  constructor(judge: EventJudge, outlet: JudgedOutlet) {
    this.#judge = judge;
    this.#outlet = outlet;
  }

  /** The next event of the log. */
  take(event: LoggedEvent): void {
    if (this.#closed) return;
    const known = this.#waiting.length > 0 ? null : this.#judge.known(event);
    if (known === true) return this.#outlet.onEvent(event);
    if (known === false) return;
    if (this.#waiting.length >= MAX_UNJUDGED) return this.#fail(new Error(`more than ${MAX_UNJUDGED} events wait for the path of a project`));
    this.#waiting.push(event);
    if (this.#waiting.length === 1) void this.#judgeAll().catch((error: unknown) => this.#fail(error));
  }

  /** Gives no more events. */
  close(): void {
    this.#closed = true;
    this.#waiting = [];
  }

  async #judgeAll(): Promise<void> {
    for (let next = this.#waiting[0]; next && !this.#closed; next = this.#waiting[0]) {
      const isAllowed = await this.#judge.allows(next);
      if (this.#closed) return;
      // Taken out only now: what comes meanwhile sees that it is not the first.
      this.#waiting.shift();
      if (isAllowed) this.#outlet.onEvent(next);
    }
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.close();
    this.#outlet.onFault(error);
  }
}
