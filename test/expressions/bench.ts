// What the tests of expressions share: an outcome as one line of text, in Python's words.
import type { JsonValue } from '../../src/domain/event/event.ts';
import { evaluateValue } from '../../src/expressions/evaluate.ts';
import { ExpressionError, type ExpressionFaultKind } from '../../src/expressions/expression-error.ts';
import { Meter } from '../../src/expressions/meter.ts';
import { reprOf } from '../../src/expressions/python/text-form.ts';
import { parseExpression } from '../../src/expressions/syntax/parse-expression.ts';

/** What CPython said: the repr() of the value, or the class of the error. */
export interface PythonOutcome {
  readonly repr?: string;
  readonly error?: string;
}

/** An asked source with what CPython said. */
export interface Row extends PythonOutcome {
  readonly source: string;
}

const KINDS: Readonly<Record<string, ExpressionFaultKind>> = {
  SyntaxError: 'SYNTAX',
  NameError: 'NAME',
  TypeError: 'TYPE',
  AttributeError: 'TYPE',
  ValueError: 'VALUE',
  ZeroDivisionError: 'ZERO_DIVISION',
  OverflowError: 'OVERFLOW',
  IndexError: 'INDEX',
  KeyError: 'KEY',
};

/** Python's outcome as one line. */
export function pythonLine({ repr, error }: PythonOutcome): string {
  return error === undefined ? `= ${repr}` : `! ${KINDS[error] ?? error}`;
}

/** Our outcome as one line; anything thrown that is no ExpressionError goes through, for it is a bug. */
export function ourLine(source: string, scope: ReadonlyMap<string, JsonValue>): string {
  const meter = new Meter();
  try {
    return `= ${reprOf(evaluateValue(parseExpression(source), scope, meter), meter)}`;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return error.message.startsWith('`%` does not format') ? LEFT_OUT : `! ${error.kind}`;
  }
}

/** The line of what Python does and expressions leave out on purpose, where only the values tell which it is. */
export const LEFT_OUT = '! left out';

/** A scope of these variables. */
export function scopeOf(variables: Readonly<Record<string, JsonValue>>): ReadonlyMap<string, JsonValue> {
  return new Map(Object.entries(variables));
}

/** The error that `run` throws; fails when it throws none or another. */
export function faultOf(run: () => unknown): ExpressionError {
  try {
    run();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('expected an ExpressionError, and nothing was thrown');
}
