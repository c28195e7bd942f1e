// Payloads that one subscriber needed to catch up, kept for a moment for the others who resume at the same time.
import { createHash } from 'node:crypto';
import type { RenderInLine } from './execution-gate.ts';
import { type BeginWave, type Render, showsFailure } from './shared-renderer.ts';

/**
 * How long a payload is given to others, ms. It shows its nouns as they stood at most that long ago; whatever changed them since has an
 * event of its own further on, so that everybody ends with the newest state whose filter lets that event through.
 */
export const SHARED_FOR_MS = 2_000;

/** Bytes of finished payloads that are kept, over all groups; the oldest make room. */
export const MAX_RECENT_BYTES = 16 * 1024 * 1024;

/** Payloads that are kept, finished or not. */
export const MAX_RECENT_PAYLOADS = 20_000;

/** Whose payloads are interchangeable. */
export interface SharedTerms {
  /** The key of the group that the subscriber will join: operation, variables, scope. */
  readonly key: string;
  /** What tells one root value from another; null for one that nobody else may be given. */
  readonly identityOf: (root: unknown) => string | null;
  /** Whether the subscriber has left: what nobody waits for any more when its turn comes is not executed. @default it stays */
  readonly isOver?: IsOver;
}

type IsOver = () => boolean;

interface Kept {
  readonly payload: Promise<Buffer>;
  readonly until: number;
  bytes: number;
  /** Those who wait for it, as long as it is not there; then nobody. */
  readonly askers: IsOver[];
}

/**
 * When a server or a network comes back, everybody resumes the same subscription from about the same place. Each event is then executed
 * once for all of them, as it is when it is live: of 500 subscribers with 160 events each, 160 executions instead of 80,000.
 */
export class RecentPayloads {
  /** Oldest first. */
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;
  #bytes = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Payloads that are kept now. */
  get size(): number {
    return this.#kept.size;
  }

  /** The same renderer, sharing with others of the same terms. */
  sharing(begin: () => RenderInLine, { key, identityOf, isOver = () => false }: SharedTerms): BeginWave {
    // The text and the variables may be a megabyte, and each payload has a key of its own.
    const operation = createHash('sha256').update(key).digest('base64');
    return () => {
      const render = begin();
      return (root) => {
        const identity = identityOf(root);
        return identity === null ? render(root, isOver) : this.#payload(`${identity} ${operation}`, isOver, (isUnwanted) => render(root, isUnwanted));
      };
    };
  }

  #payload(key: string, isOver: IsOver, render: (isUnwanted: () => boolean) => ReturnType<Render>): Promise<Buffer> {
    this.#forget();
    const known = this.#kept.get(key);
    if (known) {
      if (known.bytes === 0) known.askers.push(isOver);
      return known.payload;
    }
    const terms = { until: this.#now() + SHARED_FOR_MS, askers: [isOver] };
    const kept: Kept = { ...terms, payload: render(() => this.#isUnwanted(terms)), bytes: 0 };
    this.#kept.set(key, kept);
    return kept.payload.then((payload) => {
      kept.askers.length = 0;
      if (this.#kept.get(key) !== kept) return payload;
      // Whoever asks later may have better luck: the database is often back by then.
      if (showsFailure(payload)) this.#kept.delete(key);
      else this.#bytes += kept.bytes = payload.length;
      return payload;
    });
  }

  /** Asked when its turn has come. Within its time it is executed in any case: most who leave come back in a moment, and would stand at the end of the line. */
  #isUnwanted({ askers, until }: Pick<Kept, 'askers' | 'until'>): boolean {
    return this.#now() >= until && askers.every((isOver) => isOver());
  }

  /** What is too old, and the oldest of what is too much. */
  #forget(): void {
    const now = this.#now();
    for (const [key, { until, bytes }] of this.#kept) {
      if (until > now && this.#bytes <= MAX_RECENT_BYTES && this.#kept.size < MAX_RECENT_PAYLOADS) return;
      this.#kept.delete(key);
      this.#bytes -= bytes;
    }
  }
}
