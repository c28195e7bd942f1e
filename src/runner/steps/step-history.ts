// What earlier attempts of the task's generation have on record: which phases and steps need not be carried out again.
import type { PhaseSection } from '../../domain/attempt/phase.ts';
import type { HistoryAnswer, PastStep } from '../../domain/dispatch/protocol.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import type { StepPlace, StepState } from '../../domain/steps/step-record.ts';

/** Most records of unfinished phases that are kept in memory to be passed over. */
export const MAX_PAST_STEPS = 1_000_000;

/** Where a step is, whatever try. */
export type StepSite = Omit<StepPlace, 'try'>;

/** The last record of a step for a sample. Tries that a retry from an earlier step made void are not counted: the server keeps their numbers apart. */
export interface PastOutcome {
  readonly lastTry: number;
  /** Null when there is no record. RUNNING counts as UNKNOWN: whoever carried it out is gone. */
  readonly state: Exclude<StepState, 'RUNNING'> | null;
  readonly output: JsonValue;
}

const NOTHING: PastOutcome = { lastTry: 0, state: null, output: null };

/** Filled page by page before the first step, then only read. */
export class StepHistory {
  readonly #done = new Set<string>();
  readonly #steps = new Map<string, PastOutcome>();

  /** Takes in a page; throws when there is more than can be kept. */
  add({ phases, steps }: Pick<HistoryAnswer, 'phases' | 'steps'>): void {
    for (const phase of phases) if (phase.state === 'SUCCEEDED') this.#done.add(phaseKey(phase));
    for (const step of steps) if (!this.#done.has(phaseKey(step))) this.#addStep(step);
    if (this.#steps.size > MAX_PAST_STEPS) throw new Error(`more than ${MAX_PAST_STEPS} steps would have to be passed over; retry the task from its start`);
  }

  /** Whether the whole phase need not be carried out again. */
  isDone(phase: { readonly section: PhaseSection; readonly index: number }): boolean {
    return this.#done.has(phaseKey(phase));
  }

  /** What is on record of a step. */
  at(site: StepSite): PastOutcome {
    return this.#steps.get(stepKey(site)) ?? NOTHING;
  }

  #addStep(step: PastStep): void {
    const key = stepKey(step);
    if (step.try < (this.#steps.get(key) ?? NOTHING).lastTry) return;
    this.#steps.set(key, { lastTry: step.try, state: step.state === 'RUNNING' ? 'UNKNOWN' : step.state, output: step.output });
  }
}

function phaseKey({ section, index }: { readonly section: PhaseSection; readonly index: number }): string {
  return `${section} ${index}`;
}

function stepKey({ section, index, path, sample }: StepSite): string {
  return `${section} ${index} ${path} ${sample}`;
}
