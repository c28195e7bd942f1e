// The samples of a phase with their variables.
import type { JsonValue } from '../../domain/event/event.ts';
import { storedJson } from '../../domain/input/stored-json.ts';
import { STEP_RECORD_LIMITS } from '../../domain/steps/step-record.ts';
import type { Sample, SampleSource } from '../../domain/steps/steps-spec.ts';

/** One sample; a map, because a variable may have any name, `__proto__` too. */
export interface SampleScope {
  /** Its place within the batch, from 0. */
  readonly sample: number;
  readonly variables: Map<string, JsonValue>;
}

/** What each iteration begins with, one after the other. */
export function* iterations(source: SampleSource): Generator<readonly Sample[]> {
  if (source.kind === 'REPEAT') {
    for (let i = 0; i < source.count; i += 1) yield Array.from({ length: source.batch }, () => ({}));
    return;
  }
  for (let i = 0; i < source.rows.length; i += source.batch) yield source.rows.slice(i, i + source.batch);
}

/** Samples at the beginning of a phase. */
export function scopesOf(parameters: readonly Sample[]): readonly SampleScope[] {
  return parameters.map((one, sample) => ({ sample, variables: new Map(Object.entries(one)) }));
}

/** What the samples have, as far as the record of a phase holds it: one that does not fit any more is left empty and counted. */
export function recordOf(scopes: readonly SampleScope[]): { readonly samples: readonly Sample[]; readonly cut: number } {
  // The brackets, and a comma for each sample.
  let room = STEP_RECORD_LIMITS.contexts - 2 - scopes.length * 3;
  let cut = 0;
  const samples = scopes.map(({ variables }): Sample => {
    const stored = storedJson(Object.fromEntries(variables), room);
    const length = 'fault' in stored ? 0 : JSON.stringify(stored.value).length;
    room -= length;
    if (!('fault' in stored)) return stored.value as Sample;
    cut += 1;
    return {};
  });
  return { samples, cut };
}
