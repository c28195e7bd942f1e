// Reported facts about steps, checked before they reach SQL.
import { PHASE_SECTIONS, PHASE_STATES } from '../../domain/attempt/phase.ts';
import type { ReportItem } from '../../domain/dispatch/protocol.ts';
import { integerAt, invalid, jsonObjectAt, objectAt, textAt, wordAt, type InputPath } from '../../domain/input/check.ts';
import { jsonFault } from '../../domain/input/json-fault.ts';
import { STEP_RECORD_LIMITS, STEP_STATES } from '../../domain/steps/step-record.ts';
import { STEP_KINDS, VARIABLE_TYPES } from '../../domain/steps/step.ts';
import { STEPS_LIMITS } from '../../domain/steps/steps-spec.ts';
import { HOLDS } from '../../domain/task/hold.ts';

/** Longest path and method of a step, in characters. */
export const STEP_FACT_LIMITS = { path: 300, method: 300 } as const;

const STEP_PATH = /^[A-Za-z0-9_.[\]-]+$/;
const MAX_INT = 2 ** 31 - 1;

type Item<Type extends ReportItem['type']> = Extract<ReportItem, { type: Type }>;

/** A phase that begins or ends. Throws INVALID. */
export function phaseAt(item: Item<'phase'>, path: InputPath): ReportItem {
  wordAt(item.section, [...path, 'section'], PHASE_SECTIONS);
  wordAt(item.state, [...path, 'state'], PHASE_STATES);
  integerAt(item.index, [...path, 'index'], { min: 0, max: STEPS_LIMITS.iterations });
  for (const key of ['parameters', 'outputs'] as const) if (item[key] !== undefined) jsonAt(item[key], [...path, key], STEP_RECORD_LIMITS.contexts);
  return item;
}

/** A step that begins or ends. Throws INVALID. */
export function stepAt(item: Item<'step'>, path: InputPath): ReportItem {
  placeAt(item, path);
  wordAt(item.kind, [...path, 'kind'], STEP_KINDS);
  wordAt(item.state, [...path, 'state'], STEP_STATES.filter((state) => state !== 'UNKNOWN'));
  textAt(item.method, [...path, 'method'], { min: 1, max: STEP_FACT_LIMITS.method });
  if (item.error !== undefined) textAt(item.error, [...path, 'error'], { max: STEP_RECORD_LIMITS.error });
  if (item.args !== undefined) jsonObjectAt(item.args, [...path, 'args'], { max: STEP_RECORD_LIMITS.args });
  if (item.output !== undefined) jsonAt(item.output, [...path, 'output'], STEP_RECORD_LIMITS.output);
  return item;
}

/** A task that stands still. Throws INVALID. */
export function holdAt(item: Item<'hold'>, path: InputPath): ReportItem {
  wordAt(item.hold, [...path, 'hold'], HOLDS.filter((hold) => hold !== 'NONE' && hold !== 'REQUESTED'));
  integerAt(item.holdN, [...path, 'holdN'], { min: 1, max: MAX_INT });
  integerAt(item.controlN, [...path, 'controlN'], { min: -1, max: MAX_INT });
  textAt(item.message, [...path, 'message'], { max: STEPS_LIMITS.text });
  if (item.step !== undefined) placeAt(item.step, [...path, 'step']);
  if (item.prompt === undefined) return item;
  const prompt = objectAt(item.prompt, [...path, 'prompt'], ['text', 'type']);
  textAt(prompt['text'], [...path, 'prompt', 'text'], { max: STEPS_LIMITS.text });
  wordAt(prompt['type'], [...path, 'prompt', 'type'], VARIABLE_TYPES);
  return item;
}

function placeAt(value: unknown, path: InputPath): void {
  if (typeof value !== 'object' || value === null) invalid(path, 'must be an object');
  const place = value as { readonly [key: string]: unknown };
  wordAt(place['section'], [...path, 'section'], PHASE_SECTIONS);
  integerAt(place['index'], [...path, 'index'], { min: 0, max: STEPS_LIMITS.iterations });
  textAt(place['path'], [...path, 'path'], { min: 1, max: STEP_FACT_LIMITS.path, pattern: STEP_PATH, form: 'the path of a step, such as 4.then.0 or 5.body[2].1' });
  integerAt(place['sample'], [...path, 'sample'], { min: 0, max: STEPS_LIMITS.batch });
  integerAt(place['try'], [...path, 'try'], { min: 1, max: MAX_INT });
}

function jsonAt(value: unknown, path: InputPath, max: number): void {
  const fault = jsonFault(value);
  if (fault) invalid([...path, ...fault.path], fault.message);
  if (JSON.stringify(value).length > max) invalid(path, `is larger than ${max} characters of JSON`);
}
