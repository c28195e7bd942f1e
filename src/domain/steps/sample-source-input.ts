// Reading the source of samples that comes from outside.
import { integerAt, invalid, jsonObjectAt, listAt, objectAt, optional, wordAt, type InputPath } from '../input/check.ts';
import { STEP_RECORD_LIMITS } from './step-record.ts';
import { variableNameAt } from './step-input.ts';
import { ONE_SAMPLE, STEPS_LIMITS, type Sample, type SampleSource } from './steps-spec.ts';

/** A source within `STEPS_LIMITS`: REPEAT of one batch of one sample unless more is said, or ROWS. Throws INVALID with the place. */
export function sampleSourceAt(value: unknown, path: InputPath): SampleSource {
  const kind = wordAt((value as { kind?: unknown } | null)?.kind, [...path, 'kind'], ['REPEAT', 'ROWS']);
  const given = objectAt(value, path, kind === 'REPEAT' ? ['kind', 'count', 'batch'] : ['kind', 'rows', 'batch']);
  const batch = optional(given['batch'], (v) => integerAt(v, [...path, 'batch'], { min: 1, max: STEPS_LIMITS.batch }), 1);
  if (kind === 'REPEAT') {
    return { kind, count: optional(given['count'], (v) => integerAt(v, [...path, 'count'], { min: 0, max: STEPS_LIMITS.iterations }), ONE_SAMPLE.count), batch };
  }
  return { kind, rows: listAt(given['rows'], [...path, 'rows'], { max: STEPS_LIMITS.rows, entry: sampleAt }), batch };
}

function sampleAt(value: unknown, path: InputPath): Sample {
  const sample = jsonObjectAt(value, path, { max: STEP_RECORD_LIMITS.output });
  const names = Object.keys(sample);
  if (names.length > STEPS_LIMITS.names) invalid(path, `must have at most ${STEPS_LIMITS.names} values, has ${names.length}`);
  for (const name of names) variableNameAt(name, [...path, name]);
  return sample;
}
