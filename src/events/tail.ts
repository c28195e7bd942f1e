// Follows the end of the log: every settled event once, in order of `seq`.
import type { LoggedEvent } from '../domain/event/event.ts';
import type { Connection } from '../store/database.ts';
import { burnXid } from '../store/event/burn-xid.store.ts';
import type { TailReading } from '../store/event/tail-events.store.ts';
import { withinDeadline } from './deadline.ts';
import type { RoomLog } from './room-log.ts';
import type { SettlingRule, TailStrategy } from './settling-rule.ts';

/** Rows of one reading at most. */
export const TAIL_LIMIT = 1_000;

/** The log is read at least this often, in milliseconds, whether or not anybody said that there is something. */
export const TAIL_POLL_MS = 250;

/** First look again at a log with a hole, in milliseconds; later ones after a quarter of the hole's age. */
export const HOLE_RETRY_MS = 5;

/**
 * A statement of the tail that takes longer has failed, in milliseconds. A connection of the pool that went silent
 * would otherwise stop the feed until TCP gives it up, a quarter of an hour later.
 */
export const READ_TIMEOUT_MS = 5_000;

/** A reading that failed is reported once in this time, in milliseconds: the poll tries again anyway. */
export const READ_FAILURE_REPORT_MS = 5_000;

/** Gets what became settled, and the horizon after it; the horizon also moves over numbers that never became rows. */
export type SettledListener = (events: readonly LoggedEvent[], horizon: number) => void;

/** Gets the floor of a log that has forgotten events which were never handed out here. */
export type OvertakenListener = (floor: number) => void;

/** What a tail works with. */
export interface TailOptions {
  readonly db: Connection;
  readonly log: RoomLog;
  readonly strategy: TailStrategy;
  /** Everything up to here is settled: see `firstHorizon`. */
  readonly startAt: number;
  readonly readTimeoutMs?: number;
}

interface Asking {
  /** How many readings had begun when the question came. */
  readonly begun: number;
  readonly answer: () => void;
}

/** Drives the settling rule with readings, offers and time. At most one reading is under way. */
export class Tail {
  readonly #options: TailOptions;
  readonly #rule: SettlingRule;
  readonly #listeners = new Set<SettledListener>();
  readonly #overtakenListeners = new Set<OvertakenListener>();
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> | null = null;
  /** Somebody woke the tail while it was reading: what they meant may be younger than that snapshot. */
  #again = false;
  /** The timer is the short one of a hole, not the poll. */
  #watchingHole = false;
  /** Readings that have begun so far. */
  #begun = 0;
  /** Those who wait for a reading younger than their question. */
  #asking: Asking[] = [];
  #closed = false;
  #lastRead = performance.now();
  #failing = false;
  #reported = Number.NEGATIVE_INFINITY;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#rule = options.strategy.rule(options.startAt);
    this.#schedule();
  }

  /** Every event up to this number has been handed to the listeners or will never exist. */
  get horizon(): number {
    return this.#rule.at;
  }

  /** The greatest number that is known to be committed; above the horizon while rows wait behind a hole. */
  get known(): number {
    return this.#rule.known;
  }

  /** For how long, in seconds, committed events have been held up by a hole or by a log that cannot be read. */
  get lagSeconds(): number {
    const now = performance.now();
    const unread = this.#failing ? now - this.#lastRead : 0;
    return Math.max(this.#rule.holeAge(now) ?? 0, unread) / 1_000;
  }

  /** False while the last reading has failed. */
  get reading(): boolean {
    return !this.#failing;
  }

  /** Adds a listener; it must not throw. */
  settled(listener: SettledListener): void {
    this.#listeners.add(listener);
  }

  /** Adds a listener for gaps: a process that was suspended for longer than events are kept must not go on as if nothing had happened. */
  overtaken(listener: OvertakenListener): void {
    this.#overtakenListeners.add(listener);
  }

  /** Rows of a transaction that this process has committed; delivered at once when no number before them is open. */
  offer(rows: readonly LoggedEvent[]): void {
    if (this.#closed) return;
    this.#deliver(() => this.#rule.offer(rows, performance.now()));
    // A hole that has just become visible needs an earlier look than the poll would take. One that was visible
    // before has its timer already: setting it anew with each offer would put it off for ever.
    if (this.#pass === null && this.#rule.waiting && !this.#watchingHole) this.#schedule();
  }

  /** There is something new in the log. */
  wake(): void {
    if (this.#closed) return;
    if (this.#pass !== null) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pass = this.#run();
  }

  /**
   * Resolves after a reading that began after this call: by then `known` is not below anything that was committed before it, unless a
   * hole holds up more than `TAIL_LIMIT` rows. Also when the log cannot be read, or the signal fires. Calls that come together share a reading.
   */
  readAfresh(signal: AbortSignal): Promise<void> {
    if (this.#closed || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const answer = (): void => {
        signal.removeEventListener('abort', answer);
        resolve();
      };
      signal.addEventListener('abort', answer);
      this.#asking.push({ begun: this.#begun, answer });
      this.wake();
    });
  }

  /** Stops; the reading under way is awaited. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#pass;
  }

  async #run(): Promise<void> {
    try {
      do this.#again = false;
      while ((await this.#readOnce()) || this.#again);
      this.#failing = false;
    } catch (error) {
      this.#failed(error);
      this.#answer(Number.POSITIVE_INFINITY);
    } finally {
      this.#pass = null;
      if (this.#closed) this.#answer(Number.POSITIVE_INFINITY);
      this.#schedule();
    }
  }

  /** One reading, and a barrier when it is due; true when another reading should follow at once. */
  async #readOnce(): Promise<boolean> {
    if (this.#closed) return false;
    const before = this.#rule.at;
    const number = ++this.#begun;
    const reading = await this.#bounded(this.#options.strategy.read(this.#options.db, before, TAIL_LIMIT));
    this.#lastRead = performance.now();
    if (this.#closed) return false;
    if (reading.floor > this.#rule.at) this.#overtake(reading.floor);
    this.#deliver(() => this.#rule.read(reading, performance.now()));
    const isCutOff = moreToRead(reading, this.#rule.at > before);
    if (!isCutOff) this.#answer(number);
    return (await this.#raiseBarrier()) || isCutOff;
  }

  #overtake(floor: number): void {
    this.#options.log.warn({ horizon: this.#rule.at, floor }, 'this server fell behind the retention of events: its subscribers are told that their cursors have expired');
    this.#rule.overtaken(floor);
    for (const listener of this.#overtakenListeners) listener(floor);
  }

  async #raiseBarrier(): Promise<boolean> {
    // Decided before the id is taken: `upTo` may only name numbers that were allocated by then.
    const upTo = this.#rule.barrierWanted(performance.now());
    if (upTo === null) return false;
    this.#rule.barrierTaken({ upTo, xid: await this.#bounded(burnXid(this.#options.db)) });
    return true;
  }

  /** Answers those who asked before the reading of that number began. */
  #answer(number: number): void {
    const asking = this.#asking;
    this.#asking = asking.filter((one) => one.begun >= number);
    for (const one of asking) if (one.begun < number) one.answer();
  }

  #bounded<T>(statement: Promise<T>): Promise<T> {
    return withinDeadline(statement, this.#options.readTimeoutMs ?? READ_TIMEOUT_MS, 'the event log');
  }

  #deliver(settle: () => readonly LoggedEvent[]): void {
    const before = this.#rule.at;
    const events = settle();
    if (this.#rule.at === before) return;
    const horizon = this.#rule.at;
    for (const listener of this.#listeners) listener(events, horizon);
  }

  /** The next look: soon behind a hole, else the poll. */
  #schedule(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const age = this.#rule.holeAge(performance.now());
    this.#watchingHole = age !== null;
    const delay = age === null ? TAIL_POLL_MS : Math.min(TAIL_POLL_MS, Math.max(HOLE_RETRY_MS - age, age / 4));
    this.#timer = setTimeout(() => this.#look(), delay);
  }

  /** Most holes of concurrent commits fill within the first few milliseconds: then there is nothing to look for. */
  #look(): void {
    const age = this.#rule.holeAge(performance.now());
    if (this.#watchingHole && (age === null || age < HOLE_RETRY_MS)) this.#schedule();
    else this.wake();
  }

  #failed(error: unknown): void {
    this.#failing = true;
    if (this.#closed || performance.now() - this.#reported < READ_FAILURE_REPORT_MS) return;
    this.#reported = performance.now();
    this.#options.log.warn({ err: error }, 'the event log could not be read; trying again');
  }
}

/** A reading that was cut off is followed by the next, unless a hole keeps it from getting any further. */
function moreToRead(reading: TailReading, moved: boolean): boolean {
  return reading.full && moved;
}
