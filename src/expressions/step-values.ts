// What variable and math steps give: an expression where the text is one, else the text itself, cast to the type of the step.
import type { JsonValue } from '../domain/event/event.ts';
import type { MathStep, VariableStep } from '../domain/steps/step.ts';
import { castTo, castValue } from './cast.ts';
import { evaluateValue, type Scope } from './evaluate.ts';
import { ExpressionError, fail } from './expression-error.ts';
import { Meter } from './meter.ts';
import { toFloat, toInt } from './python/conversions.ts';
import { toJson } from './python/json-bridge.ts';
import { asNumber, typeName } from './python/value.ts';
import { type Expression, parseExpression } from './syntax/parse-expression.ts';
import { fillKnown } from './written.ts';

/**
 * The value of a variable step. JSON that is no text is cast as it is. A text is evaluated and cast; when either fails the text
 * itself is cast, and when that fails too the first error is thrown. For `str` see `readsAsExpression`.
 */
export function variableValue(step: VariableStep, scope: Scope): JsonValue {
  const { value, type } = step;
  if (typeof value !== 'string') return castTo(type, value);
  if (type === 'str' && !readsAsExpression(value, scope)) return fillKnown(value, scope);
  return firstThatWorks(
    () => {
      const meter = new Meter();
      return castValue(type, evaluateValue(parseExpression(value), scope, meter), meter);
    },
    () => castTo(type, fillKnown(value, scope)),
  );
}

/** The number that a math step gives; a text that is only a number, such as `007`, counts as one. Throws ExpressionError. */
export function mathValue(step: MathStep, scope: Scope): JsonValue {
  return firstThatWorks(
    () => {
      const meter = new Meter();
      const value = evaluateValue(parseExpression(step.expression), scope, meter);
      const number = asNumber(value);
      return number === null ? fail('TYPE', `a math step needs a number, and this gives ${typeName(value)}; use a variable step`) : toJson(number, meter);
    },
    () => toJson(plainNumber(fillKnown(step.expression, scope)), new Meter()),
  );
}

/**
 * Is the text of a `str` variable an expression? Only when it is one, every name in it is a variable, and it has a quoted text, a
 * variable or a call in it: `'a' + b` and `#x` are, `hello`, `well-A1` and `2026-10-15` are not.
 */
export function readsAsExpression(text: string, scope: Scope): boolean {
  const expression = parsedOrNull(text);
  return expression !== null && expression.names.every((name) => scope.has(name)) && (expression.names.length > 0 || /['"(]/.test(text));
}

function parsedOrNull(text: string): Expression | null {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

function plainNumber(text: string): bigint | number {
  return firstThatWorks<bigint | number>(() => toInt(text), () => toFloat(text));
}

// The first error says what is wrong with the expression; that its text is no number either is known by then.
function firstThatWorks<Result>(first: () => Result, second: () => Result): Result {
  try {
    return first();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    try {
      return second();
    } catch (other) {
      throw other instanceof ExpressionError ? error : other;
    }
  }
}
