// Carrying out one step for a sample until it is done or left out: what is on record is passed over, a failure asks or ends.
import { STEP_RECORD_LIMITS, type StepPlace } from '../../domain/steps/step-record.ts';
import { storedText } from '../../domain/input/stored-json.ts';
import type { FailedStepChoice } from '../../domain/task/hold.ts';
import { RECORDED_KINDS, type Step } from '../../domain/steps/step.ts';
import type { StepErrorPolicy } from '../../domain/steps/steps-spec.ts';
import type { AttemptOutput } from '../session/attempt-output.ts';
import { methodOf, type LeafStep, type LeafWork, type StepActions } from './step-actions.ts';
import type { PastOutcome, StepHistory, StepSite } from './step-history.ts';
import type { StepJournal } from './step-journal.ts';
import type { Arrival, StepsGate } from './steps-gate.ts';
import { Unwind } from './unwind.ts';

/** What steps are carried out with. */
export interface LeafTools {
  readonly gate: StepsGate;
  readonly journal: StepJournal;
  readonly history: StepHistory;
  readonly output: Pick<AttemptOutput, 'say' | 'add'>;
  readonly onStepError: StepErrorPolicy;
  readonly actions: StepActions;
}

/** Steps that begin by asking somebody: they have not failed when their runner was lost. */
const ASKING: ReadonlySet<LeafStep['kind']> = new Set(['pause', 'input']);

/** Carries out steps, one at a time. */
export class LeafSteps {
  readonly #tools: LeafTools;

  constructor(tools: LeafTools) {
    this.#tools = tools;
  }

  /** Resolves true when it is done, now or on record; false when it is left out. */
  async carryOut(work: LeafWork): Promise<boolean> {
    const { history, actions } = this.#tools;
    const past = history.at(work.site);
    const isRecorded = RECORDED_KINDS.has(work.step.kind);
    if (past.state === 'SKIPPED') return false;
    if (past.state === 'SUCCEEDED' && isRecorded) {
      actions.keep(work, past.output);
      return true;
    }
    if (isRecorded || isUnsettled(past)) return this.#carryOut(work, past, null);
    // Steps without a device leave a record only when they fail: as long as they succeed they are no place to stand still at.
    const fault = this.#silently(work);
    return fault === null || this.#carryOut(work, past, fault);
  }

  /** Puts on record that a block cannot be entered: what decides about it is wrong. */
  async breakAt(step: Step, site: StepSite, fault: string): Promise<void> {
    const { gate, history } = this.#tools;
    await gate.arrive();
    this.#failed({ step }, { ...site, try: history.at(site).lastTry + 1 }, fault);
  }

  async #carryOut(work: LeafWork, past: PastOutcome, firstFault: string | null): Promise<boolean> {
    const { gate } = this.#tools;
    const arrival = await gate.arrive();
    let place = atTry(work.site, past.lastTry);
    let fault = firstFault;
    let met = isUnsettled(past) ? arrival : null;
    let choice = await this.#pastChoice(work, place, met);
    for (;;) {
      if (choice === 'SKIP') return this.#leaveOut(work, place);
      if (fault === null) await gate.boundary('STEP');
      place = atTry(work.site, place.try + 1);
      fault = fault === null ? await this.#try(work, place, met) : this.#failed(work, place, fault);
      if (fault === null) {
        await gate.boundary('STEP');
        return true;
      }
      choice = await this.#afterFailure(work, place, fault);
      [fault, met] = [null, null];
    }
  }

  /** What becomes of a step whose last try did not succeed: as somebody has said, or will say now. */
  async #pastChoice({ step }: LeafWork, place: StepPlace, met: Arrival | null): Promise<FailedStepChoice> {
    if (met === null) return 'RETRY';
    if (met.answer?.failedStep) return met.answer.failedStep;
    if (ASKING.has(step.kind)) return 'RETRY';
    // It was answered for another reason than this step's failure, so nobody has chosen.
    return this.#ask(place, `${methodOf(step)} did not succeed before its runner was lost; choose whether to skip or retry the step`);
  }

  #silently(work: LeafWork): string | null {
    try {
      this.#tools.actions.compute(work);
      return null;
    } catch (error) {
      return faultOf(error);
    }
  }

  /** One try: null when it succeeded, else its fault; a fault is on record. */
  async #try(work: LeafWork, place: StepPlace, met: Arrival | null): Promise<string | null> {
    const { actions, gate } = this.#tools;
    try {
      await actions.perform(work, place, met);
      return null;
    } catch (error) {
      if (error instanceof Unwind) throw error;
      // The call of an abandoned attempt fails because it was abandoned: nobody knows what the device did.
      gate.checkAlive();
      return this.#failed(work, place, faultOf(error));
    }
  }

  #failed({ step }: { readonly step: Step }, place: StepPlace, fault: string): string {
    const { journal, output } = this.#tools;
    journal.end({ ...place, kind: step.kind, method: methodOf(step), state: 'FAILED', error: fault });
    output.say(`step ${nameOf(step, place)} failed: ${fault}`);
    return fault;
  }

  #leaveOut({ step }: LeafWork, place: StepPlace): boolean {
    this.#tools.journal.end({ ...place, try: place.try + 1, kind: step.kind, method: methodOf(step), state: 'SKIPPED' });
    return false;
  }

  async #afterFailure({ step }: LeafWork, place: StepPlace, fault: string): Promise<FailedStepChoice> {
    const { gate, onStepError } = this.#tools;
    const message = `step ${nameOf(step, place)} failed: ${fault}`;
    // A step that fails while an order is about to end the work anyway asks nobody; the record tells.
    gate.check();
    if (onStepError === 'FAIL' || (gate.isCleanup && gate.isOrdered)) throw new Unwind({ by: 'FAILED', message });
    return this.#ask(place, message);
  }

  async #ask(place: StepPlace, message: string): Promise<FailedStepChoice> {
    for (;;) {
      const answer = await this.#tools.gate.hold({ hold: 'STEP_FAILED', message, step: place });
      // An answer without a choice is none: neither may be taken for granted.
      if (answer?.failedStep) return answer.failedStep;
    }
  }
}

function atTry({ section, index, path, sample }: StepSite, n: number): StepPlace {
  return { section, index, path, sample, try: n };
}

/** How people are told which step it is. */
export function nameOf(step: Step, { section, index, path, sample }: StepSite): string {
  return `${section}[${index}] ${path}${step.id === undefined ? '' : ` "${step.id}"`} (${methodOf(step)}, sample ${sample})`;
}

/** A thrown value as the fault of a step: a text that can be stored. */
export function faultOf(error: unknown): string {
  const text = error instanceof Error && error.message !== '' ? error.message : String(error);
  return storedText(text).slice(0, STEP_RECORD_LIMITS.error).toWellFormed();
}

function isUnsettled({ state }: PastOutcome): boolean {
  return state === 'FAILED' || state === 'UNKNOWN';
}
