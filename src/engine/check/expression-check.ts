// Expressions and casts as a check before the run sees them: the names they use, or what is wrong with them.
import type { JsonValue } from '../../domain/event/event.ts';
import type { VariableType } from '../../domain/steps/step.ts';
import { castTo } from '../../expressions/cast.ts';
import { ExpressionError } from '../../expressions/expression-error.ts';
import { parseExpression } from '../../expressions/syntax/parse-expression.ts';

/** The names that an expression uses, or its fault with the column. */
export type ExpressionUse = { readonly names: readonly string[] } | { readonly fault: string };

/** Reads an expression without evaluating it. */
export function expressionUse(source: string): ExpressionUse {
  try {
    return { names: parseExpression(source).names };
  } catch (error) {
    return { fault: faultText(error) };
  }
}

/** Why a value cannot be cast to a type, or null. */
export function castFault(type: VariableType, value: JsonValue): string | null {
  try {
    castTo(type, value);
    return null;
  } catch (error) {
    return faultText(error);
  }
}

function faultText(error: unknown): string {
  if (!(error instanceof ExpressionError)) throw error;
  return error.column === null ? error.message : `${error.message} (column ${error.column})`;
}
