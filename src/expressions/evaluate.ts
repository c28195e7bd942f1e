// Evaluates a tree: no code is made or run, every step is paid for, and an error carries the column it happened at.
import type { JsonValue } from '../domain/event/event.ts';
import { ExpressionError, fail } from './expression-error.ts';
import { Meter } from './meter.ts';
import { fromJson, toJson } from './python/json-bridge.ts';
import type { Value } from './python/value.ts';
import type { Expression } from './syntax/parse-expression.ts';
import { TreeWalk } from './tree-walk.ts';

/** Variables by name. A Map, so that no name means anything but a variable. */
export type Scope = ReadonlyMap<string, JsonValue>;

/** The value of an expression as JSON; throws ExpressionError. A float without decimals becomes a whole number, as JSON has one kind only. */
export function evaluate(expression: Expression, scope: Scope): JsonValue {
  const meter = new Meter();
  return toJson(evaluateValue(expression, scope, meter), meter);
}

/** The value as Python has it: ints and floats apart, tuples still tuples. */
export function evaluateValue(expression: Expression, scope: Scope, meter: Meter): Value {
  const variables = new Map<string, Value>();
  const walk = new TreeWalk(meter, (name) => {
    const known = variables.get(name);
    if (known !== undefined) return known;
    const json = scope.get(name);
    if (json === undefined) return undefined;
    const value = fromJson(json, meter);
    variables.set(name, value);
    return value;
  });
  try {
    return walk.value(expression.tree);
  } catch (error) {
    if (error instanceof ExpressionError && error.column === null) return fail(error.kind, error.message, walk.column);
    throw error;
  }
}
