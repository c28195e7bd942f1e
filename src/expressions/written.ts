// Variables in what a step says: `#name` alone is the value itself, `#name` within a text is filled in, `##` is one `#`.
import type { JsonValue } from '../domain/event/event.ts';
import { MAX_JSON_DEPTH } from '../domain/input/json-fault.ts';
import type { Written } from '../domain/steps/step.ts';
import { VARIABLE_SIGNS, wholeVariable } from '../domain/steps/written-value.ts';
import type { Scope } from './evaluate.ts';
import { fail } from './expression-error.ts';
import { EXPRESSION_LIMITS } from './expression-limits.ts';
import { Meter } from './meter.ts';
import { fromJson } from './python/json-bridge.ts';
import { strOf } from './python/text-form.ts';

/** A text with each `#name` replaced by its value as Python's str() writes it and each `##` by `#`; throws NAME for names unknown. */
export function fillText(text: string, scope: Scope): string {
  return filled(text, (name, column) => {
    const value = scope.get(name);
    return value === undefined ? fail('NAME', `there is no variable \`${name.slice(0, 100)}\` here; set it in a step before, or write ## for a # of the text`, column) : value;
  });
}

/** Like `fillText`, but a `#name` that is no variable stays as it is: for texts that need not mean a variable. */
export function fillKnown(text: string, scope: Scope): string {
  return filled(text, (name) => scope.get(name));
}

/**
 * A written value with its variables put in, in lists and objects too. A text that is `#name` and nothing else is the value of
 * the variable, or null when there is none; any other text is filled. Throws ExpressionError; LIMIT when it grows too large.
 */
export function resolveWritten(value: Written, scope: Scope): JsonValue {
  return resolved(value, { scope, size: new Growth(), depth: 0 });
}

function filled(text: string, valueOf: (name: string, column: number) => JsonValue | undefined): string {
  let length = text.length;
  const result = text.replace(VARIABLE_SIGNS, (place: string, name: string | undefined, at: number) => {
    if (name === undefined) return '#';
    const value = valueOf(name, at + 1);
    if (value === undefined) return place;
    const written = textOf(value);
    length += written.length;
    if (length > EXPRESSION_LIMITS.text) fail('LIMIT', `the text grows beyond ${EXPRESSION_LIMITS.text} characters with what \`#${name.slice(0, 100)}\` holds; use a shorter value`, at + 1);
    return written;
  });
  return result;
}

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  const meter = new Meter();
  return strOf(fromJson(value, meter), meter);
}

interface Resolving {
  readonly scope: Scope;
  readonly size: Growth;
  readonly depth: number;
}

function resolved(value: Written, resolving: Resolving): JsonValue {
  if (typeof value === 'string') return resolvedText(value, resolving);
  if (typeof value !== 'object' || value === null) return value;
  if (resolving.depth >= MAX_JSON_DEPTH) return fail('LIMIT', `the value is nested deeper than ${MAX_JSON_DEPTH} levels`);
  const within = { ...resolving, depth: resolving.depth + 1 };
  if (Array.isArray(value)) return value.map((each: JsonValue) => resolved(each, within));
  // fromEntries defines the property whatever its name, so a key __proto__ is a key like any other.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, within)]));
}

function resolvedText(text: string, { scope, size }: Resolving): JsonValue {
  const name = wholeVariable(text);
  const value = name === null ? fillText(text, scope) : (scope.get(name) ?? null);
  size.add(value);
  return value;
}

// One small written list may name one large variable many times: its JSON is what would fill the memory, so it is counted.
class Growth {
  readonly #sizes = new Map<JsonValue, number>();
  #total = 0;

  add(value: JsonValue): void {
    this.#total += typeof value === 'string' ? value.length : typeof value === 'object' && value !== null ? this.#sizeOf(value) : 1;
    if (this.#total > EXPRESSION_LIMITS.filled) fail('LIMIT', `the value grows beyond ${EXPRESSION_LIMITS.filled} characters with the variables in it; name fewer or smaller ones`);
  }

  #sizeOf(value: JsonValue): number {
    const known = this.#sizes.get(value) ?? JSON.stringify(value).length;
    this.#sizes.set(value, known);
    return known;
  }
}
