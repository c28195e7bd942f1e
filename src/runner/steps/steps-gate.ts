// Between two steps: whether the work goes on, stands still, waits or ends. Orders and controls come in here.
import type { Control, ClaimedAttempt, HeldState, HoldFact } from '../../domain/dispatch/protocol.ts';
import { harderOf, type Order } from '../../domain/task/order.ts';
import type { HoldAnswer, PauseBoundary } from '../../domain/task/hold.ts';
import { outranks, type StopCause } from '../execution.ts';
import { after } from '../retry-delay.ts';
import { Wakeup } from '../wakeup.ts';
import type { StepJournal } from './step-journal.ts';
import { Unwind } from './unwind.ts';

/** Milliseconds that steps without a device may take in a row before beats and reports get their turn. */
export const BREATH_MS = 10;

/** What the work stands still for. */
export type Standing = Omit<HoldFact, 'holdN' | 'controlN'>;

/** The hold that was there from the start, and the answer it got: null when a pause was taken back. */
export interface Arrival {
  readonly hold: HeldState['hold'];
  readonly answer: HoldAnswer | null;
}

/** The gate of one attempt; there is one walker. */
export class StepsGate {
  /** Whether the cleanup is under way: it goes on under orders, unless they skip it. */
  isCleanup = false;
  readonly #journal: StepJournal;
  readonly #kill = new AbortController();
  readonly #away = new AbortController();
  readonly #news = new Wakeup();
  readonly #claimed: Pick<ClaimedAttempt, 'holdN' | 'controlN'>;
  #held: HeldState | null;
  #holdN: number;
  #controlN: number;
  #pause: PauseBoundary | null = null;
  #answer: HoldAnswer | null = null;
  #order: Order | null = null;
  #cause: StopCause | null = null;
  #breathedAt = performance.now();

  constructor(claimed: Pick<ClaimedAttempt, 'held' | 'holdN' | 'controlN'>, journal: StepJournal) {
    this.#journal = journal;
    this.#claimed = claimed;
    this.#held = claimed.held;
    this.#holdN = claimed.holdN;
    this.#controlN = claimed.controlN;
  }

  /** The newest control that was heard. */
  get controlN(): number {
    return this.#controlN;
  }

  get order(): Order | null {
    return this.#order;
  }

  /** Why the work was ended from outside, if it was. */
  get cause(): StopCause | null {
    return this.#cause;
  }

  /** Aborted when even the call in progress is abandoned. */
  get killed(): AbortSignal {
    return this.#kill.signal;
  }

  /** Aborted when the work ends from outside, even when the step in progress may still finish. */
  get ending(): AbortSignal {
    return this.#away.signal;
  }

  /** Whether an order ends the work before its own end; a stop after the task does not. */
  get isOrdered(): boolean {
    return this.#order !== null && this.#order.after !== 'TASK';
  }

  /** Whether no further iteration begins. */
  get endsIteration(): boolean {
    return this.#order?.after === 'ITERATION' || this.#endsStep;
  }

  /** Takes in a control; false when it is not newer than what was heard. */
  control({ controlN, pause, answer }: Control): boolean {
    if (controlN <= this.#controlN) return false;
    this.#controlN = controlN;
    this.#pause = pause;
    this.#answer = answer;
    this.#news.ring();
    return true;
  }

  /** Takes in an order; it never becomes softer. */
  obey(order: Order): void {
    this.#order = harderOf(this.#order, order);
    if (order.verb === 'KILL') this.stop({ by: 'ORDER', verb: 'KILL' }, { atOnce: true });
    this.#news.ring();
  }

  /** Ends the work for a cause from outside: between two steps, or `atOnce`. */
  stop(cause: StopCause, options: { readonly atOnce: boolean }): void {
    if (outranks(cause, this.#cause)) this.#cause = cause;
    this.#away.abort();
    if (options.atOnce) this.#kill.abort();
    // Nothing may be recorded once the attempt is another's, or its end is on its way.
    if (options.atOnce || cause.by === 'DROPPED') this.#journal.close();
    this.#news.ring();
  }

  /** Throws when nothing more may be carried out or told; a step that has begun looks here. */
  checkAlive(): void {
    if (this.#kill.signal.aborted || this.#cause?.by === 'DROPPED') throw new Unwind({ by: 'ABANDONED' });
  }

  /** Throws the way out when there is one to take between two steps. */
  check(): void {
    this.checkAlive();
    if (this.#cause) throw new Unwind({ by: 'HANDED_BACK' });
    if (this.#endsStep && (!this.isCleanup || this.#order?.cleanup === 'SKIP')) throw new Unwind({ by: 'STOPPED' });
  }

  /** Lets beats and reports have their turn in long rows of steps that wait for nothing. */
  async breathe(): Promise<void> {
    this.check();
    if (performance.now() - this.#breathedAt < BREATH_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.rested();
    this.check();
  }

  /** The walk has just waited for something, so the others have had their turn. */
  rested(): void {
    this.#breathedAt = performance.now();
  }

  /** Stands still here while a pause is asked for that takes effect at this boundary; under an order nothing pauses. */
  async boundary(at: PauseBoundary): Promise<void> {
    this.check();
    while ((this.#pause === 'STEP' || this.#pause === at) && !this.isOrdered) {
      this.#say({ hold: 'USER', message: at === 'STEP' ? 'paused between two steps' : 'paused after an iteration' });
      await this.#stand('USER', { holdN: this.#holdN, controlN: this.#controlN, mayEnd: () => at === 'ITERATION' && this.endsIteration });
    }
  }

  /** Stands still until somebody answers. */
  async hold(standing: Standing): Promise<HoldAnswer | null> {
    this.check();
    // The server forgets a pause that has not taken effect when the work comes to stand still for another reason.
    this.#pause = null;
    this.#say(standing);
    return this.#stand(standing.hold, { holdN: this.#holdN, controlN: this.#controlN });
  }

  /** Called before the first thing that leaves a trace: stands still as it was claimed, once; null when it was not held, or has been answered. */
  async arrive(): Promise<Arrival | null> {
    const held = this.#held;
    if (!held) return null;
    this.#held = null;
    // Whoever told the task to end with its cleanup has answered for all of it.
    if (this.isCleanup && this.isOrdered) return null;
    return { hold: held.hold, answer: await this.#stand(held.hold, this.#claimed) };
  }

  /** Waits; throws when the wait is cut short. A pause does not. */
  async wait(seconds: number): Promise<void> {
    let isOver = false;
    const cancel = after(seconds * 1_000, () => {
      isOver = true;
      this.#news.ring();
    });
    try {
      for (this.check(); !isOver; this.check()) await this.#news.wait(this.#kill.signal);
    } finally {
      cancel();
    }
  }

  get #endsStep(): boolean {
    return this.#order !== null && (this.#order.verb !== 'STOP' || this.#order.after === 'STEP');
  }

  #say(standing: Standing): void {
    this.#holdN += 1;
    this.#journal.hold({ ...standing, holdN: this.#holdN, controlN: this.#controlN });
  }

  async #stand(hold: HeldState['hold'], since: { readonly holdN: number; readonly controlN: number; readonly mayEnd?: () => boolean }): Promise<HoldAnswer | null> {
    for (;;) {
      this.check();
      if (this.isCleanup && this.#endsStep) {
        if (hold === 'USER') return null;
        throw new Unwind({ by: 'FAILED', message: 'the cleanup stood still when the task was ended' });
      }
      if (this.#answer?.holdN === since.holdN) return this.#answer;
      // A control that came after the pause and answers nothing has taken the pause back, or asks for another: the hold is void.
      if (since.mayEnd?.() || (hold === 'USER' && this.#controlN > since.controlN)) return null;
      await this.#news.wait(this.#kill.signal);
    }
  }
}
