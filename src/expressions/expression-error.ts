// What is wrong with an expression: a closed set of kinds, a sentence that says what to do, and the column.

/**
 * Kinds of fault. SYNTAX: not an expression, or a part of Python that is not offered; LIMIT: larger than allowed; the others
 * are Python's own (NameError, TypeError, ValueError, ZeroDivisionError, OverflowError, IndexError, KeyError).
 */
export const EXPRESSION_FAULTS = ['SYNTAX', 'LIMIT', 'NAME', 'TYPE', 'VALUE', 'ZERO_DIVISION', 'OVERFLOW', 'INDEX', 'KEY'] as const;
/** A kind of fault. */
export type ExpressionFaultKind = (typeof EXPRESSION_FAULTS)[number];

/** A fault as data: what a check answers. */
export interface ExpressionFault {
  readonly kind: ExpressionFaultKind;
  readonly message: string;
  /** Counted from 1 in UTF-16 units of the source; null when the fault has no one place. */
  readonly column: number | null;
}

/** Thrown for every fault of an expression, of a cast and of a text to fill; anything else that is thrown is a bug. */
export class ExpressionError extends Error implements ExpressionFault {
  override readonly name = 'ExpressionError';
  readonly kind: ExpressionFaultKind;
  readonly column: number | null;

  constructor(kind: ExpressionFaultKind, message: string, column: number | null = null) {
    super(message);
    this.kind = kind;
    this.column = column;
  }
}

/** Throws; a function so that it can stand where a value is expected. */
export function fail(kind: ExpressionFaultKind, message: string, column: number | null = null): never {
  throw new ExpressionError(kind, message, column);
}
