// Reading the spec of a steps task that comes from outside: shapes, names and bounds. Whether a deck can do it is looked at elsewhere.
import { deckNameAt } from '../deck/deck-input.ts';
import { invalid, listAt, objectAt, optional, wordAt, type InputPath } from '../input/check.ts';
import { SPEC_LIMITS } from '../input/spec-limits.ts';
import { estimateOf } from './expand.ts';
import { sampleSourceAt } from './sample-source-input.ts';
import { stepAt } from './step-input.ts';
import type { Step } from './step.ts';
import { strictReading, type StepsReading } from './steps-reading.ts';
import { ONE_SAMPLE, STEPS_LIMITS, STEP_ERROR_POLICIES, type SampleSource, type StepsSpec } from './steps-spec.ts';

const SPEC_KEYS = ['kind', 'deck', 'prep', 'main', 'cleanup', 'onStepError', 'source'];

/** A whole spec within `STEPS_LIMITS`; what is absent gets its default: no prep, no cleanup, HOLD, one sample. Throws INVALID with the place, or lists it, as the reading does. */
export function stepsSpecAt(value: unknown, path: InputPath, reading: StepsReading = strictReading()): StepsSpec {
  const given = objectAt(value, path, SPEC_KEYS);
  const section = (key: 'prep' | 'main' | 'cleanup') => reading.guard(() => optional(given[key], (v) => sectionAt(v, [...path, key], reading), []), []);
  const spec: StepsSpec = {
    kind: wordAt(given['kind'], [...path, 'kind'], ['steps']),
    deck: reading.guard(() => deckNameAt(given['deck'], [...path, 'deck']), ''),
    prep: section('prep'),
    main: section('main'),
    cleanup: section('cleanup'),
    onStepError: reading.guard(() => optional(given['onStepError'], (v) => wordAt(v, [...path, 'onStepError'], STEP_ERROR_POLICIES), 'HOLD'), 'HOLD'),
    source: reading.guard(() => optional(given['source'], (v) => sampleSourceAt(v, [...path, 'source']), ONE_SAMPLE), ONE_SAMPLE),
  };
  reading.guard(() => requireBounded(spec, path), undefined);
  return spec;
}

/** The spec with other samples. Throws INVALID at `path`, the place of the source, when it would be too large or too much work. */
export function replaceSource(spec: StepsSpec, source: SampleSource, path: InputPath = []): StepsSpec {
  const changed = { ...spec, source };
  requireBounded(changed, path);
  return changed;
}

function requireBounded(spec: StepsSpec, path: InputPath): void {
  const { steps } = estimateOf(spec);
  if (steps > STEPS_LIMITS.expanded) {
    invalid(path, `would carry out ${steps} steps over all samples and repeats, at most ${STEPS_LIMITS.expanded}: split it into several tasks`);
  }
  if (JSON.stringify(spec).length > SPEC_LIMITS.total) invalid(path, `makes a spec of more than ${SPEC_LIMITS.total} characters of JSON: split it into several tasks`);
}

function sectionAt(value: unknown, path: InputPath, reading: StepsReading): readonly Step[] {
  return listAt(value, path, { max: STEPS_LIMITS.steps, entry: (one, at) => stepAt(one, at, { reading, depth: 0 }) });
}
