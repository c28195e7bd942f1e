// How much work a spec of steps is, counted without carrying anything out or making a list of it.
import { assertNever } from '../errors.ts';
import { coerceArgument } from '../deck/coerce.ts';
import type { Step, Written } from './step.ts';
import type { SampleSource, StepsSpec } from './steps-spec.ts';
import type { TaskEstimate } from './validation.ts';
import { plainValue, variablesIn } from './written-value.ts';

/** Counts stop here: nested repeats may ask for more than a number can hold. */
export const MOST_COUNTED = 2_147_483_647;

/** What is counted of a task, beside its names. */
export type StepsEstimate = Omit<TaskEstimate, 'node' | 'kind' | 'deck'>;

/**
 * The work of a spec over all samples. A turn of a loop counts at least one step, so that empty ones are bounded too; of an `if`
 * the longer branch counts.
 */
export function estimateOf(spec: StepsSpec): StepsEstimate {
  const { iterations, samples } = countSamples(spec.source);
  const { batch } = spec.source;
  const full = Math.floor(samples / batch);
  const parts = [
    workOf(spec.prep, 1),
    times(workOf(spec.main, batch), full),
    times(workOf(spec.main, samples % batch), samples % batch > 0 ? 1 : 0),
    workOf(spec.cleanup, 1),
  ];
  const { steps, calls, waitSeconds, exact } = sum(parts);
  return { iterations, samples: capped(samples), steps: capped(steps), calls: capped(calls), waitSeconds, exact };
}

/** Iterations of the main part, and samples over all of them. */
export function countSamples(source: SampleSource): { readonly iterations: number; readonly samples: number } {
  if (source.kind === 'REPEAT') return { iterations: source.count, samples: source.count * source.batch };
  return { iterations: Math.ceil(source.rows.length / source.batch), samples: source.rows.length };
}

interface Work {
  readonly steps: number;
  readonly calls: number;
  readonly waitSeconds: number;
  readonly exact: boolean;
}

const NONE: Work = { steps: 0, calls: 0, waitSeconds: 0, exact: true };
const ONE_STEP: Work = { ...NONE, steps: 1 };

/** The work of steps for so many samples at a time. */
function workOf(steps: readonly Step[], samples: number): Work {
  return sum(steps.filter((step) => !step.disabled).map((step) => workOfStep(step, samples)));
}

function workOfStep(step: Step, samples: number): Work {
  switch (step.kind) {
    case 'call':
      return times({ ...ONE_STEP, calls: 1 }, step.once ? Math.min(samples, 1) : samples);
    case 'wait': {
      const seconds = writtenNumber(step.seconds, 'float');
      return times({ ...ONE_STEP, waitSeconds: seconds ?? 0, exact: seconds !== null }, samples);
    }
    case 'pause':
    case 'comment':
    case 'input':
    case 'variable':
    case 'math':
      return times(ONE_STEP, samples);
    case 'if':
      return times(longer(workOf(step.then, 1), workOf(step.else ?? [], 1)), samples);
    case 'while':
      return { ...turn(workOf(step.body, samples)), exact: false };
    case 'repeat': {
      const turns = writtenNumber(step.times, 'int');
      const work = times(turn(workOf(step.body, 1)), samples * (turns ?? 1));
      return { ...work, exact: work.exact && turns !== null };
    }
    case 'workflow':
      return times(workOf(step.steps, 1), samples);
    default:
      return assertNever(step);
  }
}

function turn(work: Work): Work {
  return { ...work, steps: Math.max(work.steps, 1) };
}

function longer(a: Work, b: Work): Work {
  const same = a.steps === b.steps && a.calls === b.calls && a.waitSeconds === b.waitSeconds;
  return { steps: Math.max(a.steps, b.steps), calls: Math.max(a.calls, b.calls), waitSeconds: Math.max(a.waitSeconds, b.waitSeconds), exact: same && a.exact && b.exact };
}

// Capped at each level: twenty nested repeats would else reach infinity.
function times(work: Work, n: number): Work {
  return { steps: capped(work.steps * n), calls: capped(work.calls * n), waitSeconds: capped(work.waitSeconds * n), exact: work.exact || n === 0 };
}

function sum(parts: readonly Work[]): Work {
  return parts.reduce((a, b) => ({ steps: a.steps + b.steps, calls: a.calls + b.calls, waitSeconds: a.waitSeconds + b.waitSeconds, exact: a.exact && b.exact }), NONE);
}

function capped(n: number): number {
  return Math.min(n, MOST_COUNTED);
}

/** The number that is written down; null when it is a variable's. */
function writtenNumber(value: Written, type: 'int' | 'float'): number | null {
  if (variablesIn(value).length > 0) return null;
  const coerced = coerceArgument({ type }, plainValue(value));
  return 'value' in coerced && typeof coerced.value === 'number' ? coerced.value : null;
}
