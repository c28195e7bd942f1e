// What one subscriber has seen so far, and whether it was everything, once, in order.
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import type { Verdict } from './trial-message.ts';

/** Every event of an entity carries its version: 1, 2, 3 … as committed. */
export class Witness {
  readonly name: string;
  seen = 0;
  caughtUp = 0;
  connections = 0;
  lastSeq = 0;
  #lost = 0;
  #repeatedOrLate = 0;
  #outOfOrder = 0;
  readonly #versions = new Map<string, number>();

  constructor(name: string) {
    this.name = name;
  }

  see(event: LoggedEvent): void {
    this.seen++;
    if (event.seq <= this.lastSeq) this.#outOfOrder++;
    this.lastSeq = event.seq;
    const version = event.data['v'] as number;
    const before = this.#versions.get(event.subjectId) ?? 0;
    if (version <= before) this.#repeatedOrLate++;
    else this.#lost += version - before - 1;
    this.#versions.set(event.subjectId, Math.max(before, version));
  }

  /** `final` is what the table says in the end; entities this subscriber was not to see are left out of it. */
  verdict(final: ReadonlyMap<string, number>): Verdict {
    let missing = 0;
    for (const [id, version] of final) missing += version - (this.#versions.get(id) ?? 0);
    return {
      name: this.name,
      seen: this.seen,
      lost: this.#lost + missing,
      repeatedOrLate: this.#repeatedOrLate,
      outOfOrder: this.#outOfOrder,
      caughtUp: this.caughtUp,
      connections: this.connections,
    };
  }
}
