// The meter of an evaluation: everything that takes time or memory is paid for, so that no expression runs long.
import { fail } from './expression-error.ts';
import { EXPRESSION_LIMITS } from './expression-limits.ts';

/** Characters of text that count as one operation: going through this many takes about as long as one step of the tree. */
const CHARACTERS_PER_OPERATION = 20;

/** Counts the operations of one evaluation down. */
export class Meter {
  #left: number = EXPRESSION_LIMITS.operations;

  /** Pays for `count` operations; throws LIMIT when there are not that many left. */
  spend(count: number): void {
    this.#left -= count;
    if (this.#left < 0) fail('LIMIT', `this takes more than ${EXPRESSION_LIMITS.operations} operations; compute less at once`);
  }

  /** Pays for looking through `length` characters. */
  read(length: number): void {
    this.spend(1 + Math.floor(length / CHARACTERS_PER_OPERATION));
  }

  /** Pays for a text of `length` characters about to be made; throws LIMIT when it would be too long. */
  text(length: number): void {
    if (length > EXPRESSION_LIMITS.text) fail('LIMIT', `a text of ${length} characters would be made; at most ${EXPRESSION_LIMITS.text}`);
    this.read(length);
  }

  /** Pays for a list of `length` items about to be made; throws LIMIT when it would be too long. */
  items(length: number): void {
    if (length > EXPRESSION_LIMITS.items) fail('LIMIT', `a list of ${length} items would be made; at most ${EXPRESSION_LIMITS.items}`);
    this.spend(1 + length);
  }
}
