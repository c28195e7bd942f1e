// Reading one step that comes from outside, with the steps within it: one reader for each kind.
import { deckNameAt } from '../deck/deck-input.ts';
import { coerceArgument } from '../deck/coerce.ts';
import { integerAt, invalid, jsonObjectAt, listAt, numberAt, objectAt, optional, textAt, wordAt, type InputPath } from '../input/check.ts';
import { jsonFault } from '../input/json-fault.ts';
import { STEP_KINDS, VARIABLE_TYPES, type Step, type StepBase, type StepKind, type Written } from './step.ts';
import { STEP_RECORD_LIMITS } from './step-record.ts';
import { NO_STEP, type StepsReading } from './steps-reading.ts';
import { STEPS_LIMITS, VARIABLE_NAME } from './steps-spec.ts';
import { plainValue, variablesIn } from './written-value.ts';

/** Longest name that an author gives a step or a nested workflow. */
const MAX_LABEL = { id: 100, workflow: 255 } as const;

/** Where a step stands: in which reading, within how many blocks. */
export interface StepWhere {
  readonly reading: StepsReading;
  readonly depth: number;
}

/** One step with the steps within it; keys that its kind does not know are refused. Throws INVALID with the place, or lists it, as the reading does. */
export function stepAt(value: unknown, path: InputPath, where: StepWhere): Step {
  return where.reading.guard(() => {
    if (!where.reading.count(path)) return NO_STEP;
    if (where.depth > STEPS_LIMITS.depth) invalid(path, `stands within more than ${STEPS_LIMITS.depth} blocks: make the nesting flatter`);
    const kind = wordAt((value as { kind?: unknown } | null)?.kind, [...path, 'kind'], STEP_KINDS);
    const given = objectAt(value, path, ['kind', 'id', 'disabled', ...KEYS[kind]]);
    const fields = new Fields(given, path, where);
    return { kind, ...labelsOf(fields), ...READERS[kind](fields) } as Step;
  }, NO_STEP);
}

/** A name of a variable. */
export function variableNameAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: 100, pattern: VARIABLE_NAME, form: 'a name of letters, digits and _, not beginning with a digit' });
}

/** A text that people write into a step. */
export function stepTextAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { max: STEPS_LIMITS.text });
}

const KEYS: { readonly [kind in StepKind]: readonly string[] } = {
  call: ['instrument', 'method', 'args', 'returns', 'once', 'gather'],
  wait: ['seconds'],
  pause: ['message'],
  comment: ['text'],
  input: ['name', 'prompt', 'type'],
  variable: ['name', 'value', 'type'],
  math: ['name', 'expression'],
  if: ['condition', 'then', 'else'],
  while: ['condition', 'body'],
  repeat: ['times', 'body'],
  workflow: ['name', 'args', 'steps', 'returns'],
};

/** The fields of one step, read by key. */
class Fields {
  readonly given: { readonly [key: string]: unknown };
  readonly path: InputPath;
  readonly where: StepWhere;

  constructor(given: { readonly [key: string]: unknown }, path: InputPath, where: StepWhere) {
    this.given = given;
    this.path = path;
    this.where = where;
  }

  need<T>(key: string, check: (value: unknown, path: InputPath) => T): T {
    return check(this.given[key], [...this.path, key]);
  }

  may<K extends string, T>(key: K, check: (value: unknown, path: InputPath) => T): { readonly [key in K]?: T } {
    const value = this.given[key];
    return value === undefined || value === null ? {} : ({ [key]: check(value, [...this.path, key]) } as { readonly [key in K]: T });
  }

  steps(value: unknown, path: InputPath): readonly Step[] {
    const inside = { ...this.where, depth: this.where.depth + 1 };
    return listAt(value, path, { max: STEPS_LIMITS.steps, entry: (one, at) => stepAt(one, at, inside) });
  }
}

const READERS: { readonly [kind in StepKind]: (fields: Fields) => Omit<Extract<Step, { kind: kind }>, 'kind'> } = {
  call: (f) => ({
    instrument: f.need('instrument', deckNameAt),
    method: f.need('method', deckNameAt),
    args: f.need('args', (v, path) => argsAt(v, path, deckNameAt)),
    ...f.may('returns', (v, path) => namesAt(v, path, (name, at) => (name === null ? null : variableNameAt(name, at)))),
    ...f.may('once', flagAt),
    ...f.may('gather', (v, path) => namesAt(v, path, deckNameAt)),
  }),
  wait: (f) => ({ seconds: f.need('seconds', secondsAt) }),
  pause: (f) => ({ message: optional(f.given['message'], (v) => stepTextAt(v, [...f.path, 'message']), '') }),
  comment: (f) => ({ text: f.need('text', stepTextAt) }),
  input: (f) => ({ name: f.need('name', variableNameAt), prompt: optional(f.given['prompt'], (v) => stepTextAt(v, [...f.path, 'prompt']), ''), type: optional(f.given['type'], (v) => typeAt(v, [...f.path, 'type']), 'str') }),
  variable: (f) => ({ name: f.need('name', variableNameAt), value: f.need('value', valueAt), type: f.need('type', typeAt) }),
  math: (f) => ({ name: f.need('name', variableNameAt), expression: f.need('expression', expressionAt) }),
  if: (f) => ({ condition: f.need('condition', expressionAt), then: f.need('then', (v, path) => f.steps(v ?? [], path)), ...f.may('else', (v, path) => f.steps(v, path)) }),
  while: (f) => ({ condition: f.need('condition', expressionAt), body: f.need('body', (v, path) => f.steps(v ?? [], path)) }),
  repeat: (f) => ({ times: f.need('times', timesAt), body: f.need('body', (v, path) => f.steps(v ?? [], path)) }),
  workflow: (f) => ({
    name: f.need('name', (v, path) => textAt(v, path, { min: 1, max: MAX_LABEL.workflow })),
    args: f.need('args', (v, path) => argsAt(v, path, variableNameAt)),
    steps: f.need('steps', (v, path) => f.steps(v ?? [], path)),
    ...f.may('returns', (v, path) => namesAt(v, path, variableNameAt)),
  }),
};

function labelsOf(fields: Fields): StepBase {
  return { ...fields.may('id', (v, path) => textAt(v, path, { max: MAX_LABEL.id })), ...fields.may('disabled', flagAt) };
}

function argsAt(value: unknown, path: InputPath, name: (value: unknown, path: InputPath) => string): { readonly [name: string]: Written } {
  const args = jsonObjectAt(value ?? {}, path, { max: STEP_RECORD_LIMITS.args });
  const names = Object.keys(args);
  if (names.length > STEPS_LIMITS.names) invalid(path, `must have at most ${STEPS_LIMITS.names} entries, has ${names.length}`);
  for (const one of names) name(one, [...path, one]);
  return args;
}

function namesAt<T>(value: unknown, path: InputPath, entry: (value: unknown, path: InputPath) => T): readonly T[] {
  return listAt(value, path, { max: STEPS_LIMITS.names, entry });
}

function valueAt(value: unknown, path: InputPath): Written {
  if (value === undefined) invalid(path, 'is missing');
  const fault = jsonFault(value);
  if (fault) invalid([...path, ...fault.path], fault.message);
  if (JSON.stringify(value).length > STEP_RECORD_LIMITS.args) invalid(path, `is larger than ${STEP_RECORD_LIMITS.args} characters of JSON`);
  return value as Written;
}

function secondsAt(value: unknown, path: InputPath): Written {
  return numericAt(value, path, { type: 'float', min: 0, max: STEPS_LIMITS.waitSeconds });
}

function timesAt(value: unknown, path: InputPath): Written {
  return numericAt(value, path, { type: 'int', min: 0, max: STEPS_LIMITS.expanded });
}

/** A number, also as text, or a text with variables, whose value is known in the run only. */
function numericAt(value: unknown, path: InputPath, range: { type: 'int' | 'float'; min: number; max: number }): Written {
  const written = typeof value === 'string' ? stepTextAt(value, path) : value;
  if (typeof written !== 'string') return range.type === 'int' ? integerAt(written, path, range) : numberAt(written, path, range);
  const coerced = variablesIn(written).length > 0 ? null : coerceArgument(range, plainValue(written));
  if (coerced && 'fault' in coerced) invalid(path, coerced.fault);
  return written;
}

function typeAt(value: unknown, path: InputPath) {
  return wordAt(value, path, VARIABLE_TYPES);
}

function expressionAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: STEPS_LIMITS.text });
}

function flagAt(value: unknown, path: InputPath): boolean {
  return typeof value === 'boolean' ? value : invalid(path, 'must be true or false');
}
