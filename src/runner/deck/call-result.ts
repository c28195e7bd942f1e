// What a method gave back, made into what its signature promises.
import { coerceResult } from '../../domain/deck/coerce.ts';
import type { MethodSignature } from '../../domain/deck/deck.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import { jsonFault, MAX_JSON_DEPTH } from '../../domain/input/json-fault.ts';
import { STEP_RECORD_LIMITS } from '../../domain/steps/step-record.ts';

/** The result as JSON: null for nothing, a list for several results. Throws an error that says what the method must return instead. */
export function resultOf(returns: MethodSignature['returns'], value: unknown): JsonValue {
  // `() => list.push(x)` gives a number that nobody asked for.
  if (returns === null || value === undefined || value === null) return null;
  checkLength(value);
  const coerced = coerceResult(returns, plain(value));
  if ('fault' in coerced) throw new Error(`the result ${coerced.fault}`);
  return coerced.value;
}

// First of all: it refuses cycles, and bounds the work of the looks that follow.
function checkLength(value: unknown): void {
  const length = (JSON.stringify(value) as string | undefined)?.length ?? 0;
  if (length > STEP_RECORD_LIMITS.output) throw new Error(`the result is ${length} characters of JSON; return at most ${STEP_RECORD_LIMITS.output}, and keep larger data in a file whose name is returned`);
}

// Several results may have holes: undefined in a list is null in JSON.
function plain(value: unknown): JsonValue {
  const filled: unknown = Array.isArray(value) ? value.map((item: unknown) => item ?? null) : value;
  const stranger = strangerIn(filled);
  if (stranger !== null) throw new Error(`the result holds a ${stranger}; return plain values (numbers, texts, lists, objects)`);
  const fault = jsonFault(filled);
  if (fault) throw new Error(`${['the result', ...fault.path].join('.')} ${fault.message}`);
  return filled as JsonValue;
}

// Maps, dates, typed arrays and the like would become `{}` or objects of numbers without a word.
function strangerIn(value: unknown, depth = 0): string | null {
  // What is deeper is refused as too deep afterwards.
  if (typeof value !== 'object' || value === null || depth > MAX_JSON_DEPTH) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value.constructor?.name ?? 'foreign object';
  for (const inner of Object.values(value)) {
    const stranger = strangerIn(inner, depth + 1);
    if (stranger !== null) return stranger;
  }
  return null;
}
