// The values of a call: its arguments from the variables of the samples, its result into them.
import type { JsonValue } from '../../domain/event/event.ts';
import { storedJson } from '../../domain/input/stored-json.ts';
import type { CallStep } from '../../domain/steps/step.ts';
import { STEP_RECORD_LIMITS } from '../../domain/steps/step-record.ts';
import { resolveWritten } from '../../expressions/written.ts';
import type { SampleScope } from './sample-scope.ts';

/** Named values. */
export type Values = { readonly [name: string]: JsonValue };

/** Characters of JSON beyond which an argument is only described in the record of its step, once the whole is too large for it. */
export const LONG_ARGUMENT = 1_000;

/** The arguments for the first of the samples; those to be gathered get a list with the value of each. Throws `ExpressionError`. */
export function argumentsOf({ args, gather = [] }: Pick<CallStep, 'args' | 'gather'>, samples: readonly SampleScope[]): Values {
  const first = samples.slice(0, 1);
  const valueOf = (name: string): JsonValue => {
    const values = (gather.includes(name) ? samples : first).map(({ variables }) => resolveWritten(args[name]!, variables));
    return gather.includes(name) ? values : (values[0] ?? null);
  };
  return Object.fromEntries(Object.keys(args).map((name) => [name, valueOf(name)]));
}

/** The arguments as the record of the step keeps them: very long ones are described. */
export function recordedArguments(args: Values): Values {
  const stored = storedJson(args, STEP_RECORD_LIMITS.args);
  if (!('fault' in stored)) return stored.value as Values;
  const short = Object.entries(args).map(([name, value]): [string, JsonValue] => {
    const length = JSON.stringify(value).length;
    return [name, length > LONG_ARGUMENT ? `(${length} characters of JSON)` : value];
  });
  const described = storedJson(Object.fromEntries(short), STEP_RECORD_LIMITS.args);
  return 'fault' in described ? {} : (described.value as Values);
}

/** A result as the record gives it back, so that a later attempt sees the same value; or why it cannot be kept. */
export function keptResult(result: JsonValue): { readonly value: JsonValue } | { readonly fault: string } {
  const stored = storedJson(result, STEP_RECORD_LIMITS.output);
  return 'fault' in stored ? { fault: `what it gave ${stored.fault}` } : { value: asJsonb(stored.value) };
}

/** What is wrong with a result for the variables it goes to, or null. */
export function resultFault({ returns = [] }: Pick<CallStep, 'returns'>, result: JsonValue): string | null {
  if (returns.length < 2 || result === null) return null;
  if (!Array.isArray(result)) return `it gave one value, but ${returns.length} variables are named for results`;
  return result.length < returns.length ? `it gave ${result.length} values, but ${returns.length} variables are named for results` : null;
}

/** Sets the variables of all the samples; nothing is set for null. */
export function keepResult({ returns = [] }: Pick<CallStep, 'returns'>, result: JsonValue, samples: readonly SampleScope[]): void {
  const values = returns.length < 2 ? [result] : (result as readonly JsonValue[] | null) ?? [];
  for (const [i, name] of returns.entries()) {
    const value = values[i] ?? null;
    if (name === null || value === null) continue;
    for (const { variables } of samples) variables.set(name, value);
  }
}

// jsonb keeps the keys of an object by length, then by bytes, and has no -0.
function asJsonb(value: JsonValue): JsonValue {
  if (typeof value === 'number') return value + 0;
  if (Array.isArray(value)) return value.map(asJsonb);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => ({ key, bytes: Buffer.from(key), inner: asJsonb(inner) }));
  entries.sort((a, b) => a.bytes.length - b.bytes.length || Buffer.compare(a.bytes, b.bytes));
  return Object.fromEntries(entries.map(({ key, inner }) => [key, inner]));
}
