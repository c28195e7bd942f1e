// How many wrong passwords there may be: by name, because names are guessed at from many addresses; by address, because one address guesses at many names.
import { MAX_USER_NAME } from '../../domain/user.ts';
import { TooManyAttempts } from './too-many-attempts.ts';

/** Time over which wrong passwords are counted, in milliseconds, from the first one. */
export const WRONG_WINDOW_MS = 300_000;
/** Wrong passwords for one name in that time. */
export const MAX_WRONG_PER_NAME = 10;
/** Wrong passwords from one address (of IPv6: one network of 64 bits) in that time; many people may share one. */
export const MAX_WRONG_PER_ADDRESS = 100;
/** Most names and addresses counted at a time; the one counted longest is forgotten first. */
export const MAX_COUNTED = 20_000;

interface Count {
  wrong: number;
  readonly since: number;
}

/** Counts attempts before they are judged, so that a hundred at once are no more than a hundred in a row. */
export class PasswordThrottle {
  readonly #counts = new Map<string, Count>();
  readonly #now: () => number;

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Names and addresses that are counted now. */
  get size(): number {
    return this.#counts.size;
  }

  /** Seconds to wait before another password for the name, or from the address, is looked at; null = none. */
  waitFor(name: string, address: string | null): number | null {
    const waits = limitsOf(name, address).map(([key, most]) => this.#waitOf(key, most));
    const longest = Math.max(...waits);
    return longest > 0 ? Math.ceil(longest / 1_000) : null;
  }

  /** Counts one attempt; throws `TooManyAttempts` when there were too many. The answer takes it back: call it when the password was right. */
  begin(name: string, address: string | null): () => void {
    const seconds = this.waitFor(name, address);
    if (seconds !== null) throw new TooManyAttempts(seconds, 'there were too many wrong passwords');
    const counts = limitsOf(name, address).map(([key]) => [key, this.#countOf(key)] as const);
    for (const [, count] of counts) count.wrong++;
    return () => { for (const [key, count] of counts) this.#takeBack(key, count); };
  }

  // What counts nothing goes: attempts that are turned away unheard would push out those that count, if they left something behind.
  #takeBack(key: string, count: Count): void {
    count.wrong--;
    if (count.wrong === 0 && this.#counts.get(key) === count) this.#counts.delete(key);
  }

  #waitOf(key: string, most: number): number {
    const count = this.#counts.get(key);
    return count === undefined || count.wrong < most ? 0 : Math.max(0, count.since + WRONG_WINDOW_MS - this.#now());
  }

  #countOf(key: string): Count {
    const known = this.#counts.get(key);
    if (known !== undefined && this.#now() - known.since < WRONG_WINDOW_MS) return known;
    const fresh = { wrong: 0, since: this.#now() };
    this.#counts.delete(key);
    this.#counts.set(key, fresh);
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= MAX_COUNTED) break;
      this.#counts.delete(oldest);
    }
    return fresh;
  }
}

function limitsOf(name: string, address: string | null): [string, number][] {
  // Names that are longer than any user's are counted by what they begin with, so that they fill no memory.
  const byName: [string, number] = [`name ${name.slice(0, MAX_USER_NAME + 1)}`, MAX_WRONG_PER_NAME];
  return address === null ? [byName] : [byName, [`address ${networkOf(address)}`, MAX_WRONG_PER_ADDRESS]];
}

/** Of IPv6 the first 64 bits: what follows, every machine may choose anew for every guess. */
function networkOf(address: string): string {
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [first = [], last = []] = address.split('%', 1)[0]!.split('::').map((part) => part.split(':').filter((group) => group !== '').map((group) => Number.parseInt(group, 16)));
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => 0);
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
