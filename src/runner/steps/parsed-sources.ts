// Conditions of blocks, parsed once however often they are evaluated.
import { parseExpression, type Expression } from '../../expressions/syntax/parse-expression.ts';

/** One attempt's expressions; no more of them than its spec has blocks. */
export class ParsedSources {
  readonly #parsed = new Map<string, Expression>();

  /** The syntax tree of that source. Throws `ExpressionError`. */
  parsed(source: string): Expression {
    const known = this.#parsed.get(source);
    if (known) return known;
    const expression = parseExpression(source);
    this.#parsed.set(source, expression);
    return expression;
  }
}
