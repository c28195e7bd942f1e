// One session with the server: its lease, its live attempts and the facts on their way.
import { ClaimRide } from './claim-ride.ts';
import { LeaseClock } from './lease-clock.ts';
import { finishFact, LiveAttempt } from './live-attempt.ts';
import { ReportQueue } from './report-queue.ts';
import { after } from '../retry-delay.ts';
import type { DispatchCallError } from '../call/dispatch-call-error.ts';
import type { RunnerContext } from '../runner-context.ts';
import { MAX_CLAIM, type BeatAnswer, type BeatRef, type ClaimedAttempt, type SessionAnswer } from '../../domain/dispatch/protocol.ts';

/** Why a session ended: the server no longer knows it, nobody renewed it in time, or the runner is done. */
export type SessionOver = 'UNKNOWN' | 'LEASE_OVER' | 'DONE';

/**
 * The last part of a lease in which processes that nobody renewed it for may end politely: a tenth of it. They are killed with
 * the lease, because the server may give their work to another from then on.
 */
export const LAST_PART_OF_LEASE = 0.1;

/** Ids of attempts told lost that are remembered, in case the answer that hands one out arrives later. */
export const MAX_LOST_IDS = 1_000;

/** Lives from the server's answer until `over` is set; all its attempts are void then. */
export class RunnerSession {
  readonly id: string;
  readonly leaseMs: number;
  readonly beatMs: number;
  readonly queue = new ReportQueue();
  /** Claims for the slots that go with reports. */
  readonly ride = new ClaimRide(() => (this.#isDraining || this.#over ? 0 : Math.min(this.context.slots.free, MAX_CLAIM)));
  readonly lease: LeaseClock;
  readonly context: RunnerContext;
  readonly #attempts = new Map<string, LiveAttempt>();
  readonly #lostIds = new Set<string>();
  readonly #end = new AbortController();
  #beatCut = new AbortController();
  #over: SessionOver | null = null;
  #isDraining = false;
  #onQuiet: (() => void)[] = [];

  constructor(context: RunnerContext, answer: SessionAnswer, sentAt: number) {
    this.context = context;
    this.id = answer.session;
    this.leaseMs = answer.leaseSeconds * 1_000;
    this.beatMs = answer.beatSeconds * 1_000;
    this.lease = new LeaseClock({ leaseMs: this.leaseMs * (1 - LAST_PART_OF_LEASE), sentAt }, () => this.end('LEASE_OVER'));
  }

  get over(): SessionOver | null {
    return this.#over;
  }

  /** Aborted when the session is over. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Cuts the beat that is held at the moment, for a change that the server should know at once. */
  get beatSignal(): AbortSignal {
    return this.#beatCut.signal;
  }

  /** Every attempt that the lease must keep: running, or ended with its finish not yet on record. */
  get refs(): readonly BeatRef[] {
    return [...this.#attempts.values()].map((attempt) => attempt.beatRef);
  }

  /** Starts an attempt; one that is already live, or was told lost meanwhile, is left alone. */
  start(claimed: ClaimedAttempt): void {
    const id = claimed.attemptId;
    if (this.#over || this.#attempts.has(id) || this.#lostIds.has(id)) return;
    const settled = (attempt: LiveAttempt): void => this.#forget(attempt);
    this.#attempts.set(id, new LiveAttempt(claimed, { session: this.id, context: this.context, queue: this.queue, settled }));
    this.context.options.log.info({ attemptId: id, task: claimed.taskName }, 'attempt started');
    // The held beat knows nothing of it: a pause or an answer would be heard only with the next one.
    if (claimed.spec.kind === 'steps') this.#cutBeat();
  }

  /** Gives an attempt back that was never started. */
  refuse(claimed: ClaimedAttempt, message: string): void {
    const ref = { attemptId: claimed.attemptId, epoch: claimed.epoch };
    this.queue.push({ ...finishFact(ref, { by: 'HANDED_BACK', message }), taken: () => this.#tellQuiet() });
  }

  /** Takes in a beat's answer; true when it said anything new. */
  apply(answer: BeatAnswer): boolean {
    const obeyed = answer.orders.map(({ attemptId, order }) => this.#attempts.get(attemptId)?.obey(order) ?? false);
    const heard = answer.controls.map((control) => this.#attempts.get(control.attemptId)?.control(control) ?? false);
    return [this.lose(answer.lost), ...obeyed, ...heard].includes(true);
  }

  /** Ends the processes of attempts that are another's now, at once; true when one of them was live here. */
  lose(ids: readonly string[]): boolean {
    let isNews = false;
    for (const id of ids) {
      this.#remember(id);
      const attempt = this.#attempts.get(id);
      if (!attempt) continue;
      isNews = true;
      this.context.options.log.warn({ attemptId: id }, 'attempt lost to the server: its processes are ended');
      attempt.drop({ atOnce: true });
    }
    return isNews;
  }

  /** From now on beats say so; the held one is cut to tell it at once. */
  startDraining(): void {
    this.#isDraining = true;
    this.#cutBeat();
  }

  /** Hands every live attempt back. */
  handBack(message: string, options: { readonly atOnce: boolean }): void {
    for (const attempt of this.#attempts.values()) attempt.handBack(message, options);
  }

  /** Resolves when no attempt is live and every fact is on record, or the session is over. */
  async quiet(): Promise<void> {
    if (this.#isQuiet) return;
    await new Promise<void>((resolve) => this.#onQuiet.push(resolve));
  }

  /** The end: loops stop, attempts are void. A lease that runs out leaves them its last part to end in, an unknown session nothing. */
  end(over: SessionOver): void {
    if (this.#over) return;
    this.#over = over;
    if (over !== 'DONE') this.context.options.log.warn({ over, attempts: this.#attempts.size }, 'the session is over: its processes are ended');
    this.lease.close();
    this.#cutBeat();
    this.#end.abort();
    const attempts = [...this.#attempts.values()];
    for (const attempt of attempts) attempt.drop({ atOnce: over !== 'LEASE_OVER' });
    if (over === 'LEASE_OVER') after(this.leaseMs * LAST_PART_OF_LEASE, () => attempts.forEach((attempt) => attempt.drop({ atOnce: true })));
    this.#tellQuiet();
  }

  /** Takes in a failed call; the caller waits and tries again unless the session is over. */
  failed(error: DispatchCallError): void {
    this.context.watch.failed(error);
    if (error.code === 'UNKNOWN_SESSION') this.end('UNKNOWN');
  }

  get #isQuiet(): boolean {
    return this.#over !== null || (this.#attempts.size === 0 && this.queue.isEmpty);
  }

  #forget(attempt: LiveAttempt): void {
    this.#attempts.delete(attempt.ref.attemptId);
    this.#tellQuiet();
  }

  #tellQuiet(): void {
    if (this.#isQuiet) for (const call of this.#onQuiet.splice(0)) call();
  }

  #cutBeat(): void {
    this.#beatCut.abort();
    this.#beatCut = new AbortController();
  }

  #remember(id: string): void {
    this.#lostIds.add(id);
    const [oldest] = this.#lostIds;
    if (this.#lostIds.size > MAX_LOST_IDS && oldest !== undefined) this.#lostIds.delete(oldest);
  }
}
