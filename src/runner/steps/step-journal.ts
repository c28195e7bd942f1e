// What the server is told of an attempt's steps, in order and with as few reports as possible.
import type { AttemptRef, HoldFact, PhaseFact, StepFact } from '../../domain/dispatch/protocol.ts';
import type { ReportQueue } from '../session/report-queue.ts';

/** Facts of one attempt that may wait for the server; steps that need no device wait for room beyond it. */
export const MAX_OPEN_FACTS = 64;

const REFUSED = 'the server refused the content of this record; see the log of the runner';

/** Writes phases, steps and holds of one attempt. */
export class StepJournal {
  readonly #ref: AttemptRef;
  readonly #queue: ReportQueue;
  #open = 0;
  #isOver = false;
  /** Called when the step that begins is on record; separate from the wish for room, which earlier facts fulfil. */
  #begun: (() => void) | null = null;
  #onRoom: (() => void)[] = [];

  constructor(ref: AttemptRef, queue: ReportQueue) {
    this.#ref = ref;
    this.#queue = queue;
  }

  /** A phase begins or ends; travels with what comes next. */
  phase(fact: PhaseFact): void {
    const { parameters: _, outputs: __, ...bare } = fact;
    this.#push({ type: 'phase', ...fact }, { type: 'phase', ...bare }, { isLate: true });
  }

  /** A step begins; resolves when that is on record, or when nothing will be recorded any more: the caller looks. */
  async begin(fact: StepFact): Promise<void> {
    if (this.#isOver) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#begun = resolve;
    this.#push({ type: 'step', ...fact }, { type: 'step', ...fact, args: {} }, { isLate: false, taken: resolve });
    await promise;
    this.#begun = null;
  }

  /** A step begins that drives no device: told at once, not waited for. */
  note(fact: StepFact): void {
    this.#push({ type: 'step', ...fact }, { type: 'step', ...fact, args: {} }, { isLate: false });
  }

  /** A step has ended; travels with the beginning of the next one, or alone when there is none before the event loop turns. */
  end(fact: StepFact): void {
    // Without its output a step could not be passed over by a later attempt: it must ask.
    const { output: _, ...bare } = fact;
    this.#push({ type: 'step', ...fact }, { type: 'step', ...bare, args: {}, state: 'FAILED', error: REFUSED }, { isLate: true });
  }

  /** The attempt stands still. */
  hold(fact: HoldFact): void {
    const { prompt: _, ...bare } = fact;
    this.#push({ type: 'hold', ...fact }, { type: 'hold', ...bare, message: REFUSED }, { isLate: false });
  }

  /** Resolves when fewer than `MAX_OPEN_FACTS` wait for the server. */
  async room(): Promise<void> {
    while (this.#open >= MAX_OPEN_FACTS && !this.#isOver) await new Promise<void>((resolve) => this.#onRoom.push(resolve));
  }

  /** Nothing is recorded from here on; whoever waits goes on and looks. */
  close(): void {
    this.#isOver = true;
    this.#begun?.();
    this.#giveRoom();
  }

  #push(fact: object, fallback: object, how: { readonly isLate: boolean; readonly taken?: () => void }): void {
    if (this.#isOver) return;
    this.#open += 1;
    const taken = (): void => {
      this.#open -= 1;
      how.taken?.();
      if (this.#open < MAX_OPEN_FACTS) this.#giveRoom();
    };
    const item = (n: number, content: object): string => JSON.stringify({ n, ...this.#ref, ...content });
    this.#queue.push({ json: (n) => item(n, fact), fallback: (n) => item(n, fallback), taken }, { isLate: how.isLate });
  }

  #giveRoom(): void {
    for (const call of this.#onRoom.splice(0)) call();
  }
}
