// How many executions of subscribers that catch up run at the same time; the rest waits in line.
import type { BeginWave, Render } from './shared-renderer.ts';

/**
 * Executions under way for subscribers that read by themselves, at most: four waves. Five hundred sockets that resume at once had 32,000
 * of them with their loaders in memory, 1.2 GB together; with this line and shared payloads the server stays at 0.4.
 */
export const MAX_OWN_EXECUTIONS = 256;

/** Of those let in, so many are forgotten together: on a busy day the line may never be empty, and one by one each would move the rest. */
const LET_IN_KEPT = 1_024;

/** Renders when its turn has come; nothing when `isUnwanted`, asked then and never earlier, says that all have left who wanted it. */
export type RenderInLine = (root: unknown, isUnwanted?: () => boolean) => ReturnType<Render>;

const NOTHING = Buffer.alloc(0);

/** First come, first served; groups do not pass through it, so what is live never waits for those who catch up. */
export class ExecutionGate {
  readonly #limit: number;
  #running = 0;
  #line: (() => void)[] = [];
  /** Of the line: those before it have been let in; fewer than wait, or than `LET_IN_KEPT`. */
  #first = 0;

  constructor(limit = MAX_OWN_EXECUTIONS) {
    this.#limit = limit;
  }

  /** The same renderer, in line. */
  behind(begin: BeginWave): () => RenderInLine {
    return () => {
      const render = begin();
      return async (root, isUnwanted = () => false) => {
        await this.#enter();
        try {
          return isUnwanted() ? NOTHING : await render(root);
        } finally {
          this.#leave();
        }
      };
    };
  }

  #enter(): Promise<void> | undefined {
    if (this.#running < this.#limit) {
      this.#running += 1;
      return undefined;
    }
    return new Promise((resolve) => this.#line.push(resolve));
  }

  /** Hands the place on, so that nobody who comes later can take it. */
  #leave(): void {
    const next = this.#line[this.#first];
    if (!next) {
      this.#running -= 1;
      return;
    }
    this.#first += 1;
    if (this.#first >= LET_IN_KEPT && this.#first * 2 >= this.#line.length) {
      this.#line = this.#line.slice(this.#first);
      this.#first = 0;
    }
    next();
  }
}
