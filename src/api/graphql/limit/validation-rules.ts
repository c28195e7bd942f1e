// Limits on operations that every transport shares: an operation that is too large is refused before it runs.
import { GraphQLError, Kind, type OperationDefinitionNode, type ParseOptions, type SelectionNode, type ValidationContext, type ValidationRule } from 'graphql';
import { type Measure, measureOperation } from './selection-measure.ts';

/** Deepest nesting of fields; connections take three levels each. */
export const MAX_DEPTH = 12;
/** Most aliased fields of an operation, fragments counted as often as they are spread. */
export const MAX_ALIASES = 30;
/** Most directives of an operation, counted likewise. */
export const MAX_DIRECTIVES = 50;
/** Most tokens of a document. */
export const MAX_TOKENS = 2_000;

/** For `parse`: longer documents are refused while they are read. */
export const PARSE_OPTIONS: ParseOptions = { maxTokens: MAX_TOKENS };

const DEPTH: Measure = { combine: 'max', of: (node) => (node.kind === Kind.FIELD ? 1 : 0) };
const ALIASES: Measure = { combine: 'sum', of: (node) => (node.kind === Kind.FIELD && node.alias !== undefined ? 1 : 0) };
const DIRECTIVES: Measure = { combine: 'sum', of: (node: SelectionNode) => node.directives?.length ?? 0 };

/** The rules, beside graphql's own. */
export const VALIDATION_RULES: readonly ValidationRule[] = [
  tokenRule,
  limitRule(DEPTH, { limit: MAX_DEPTH, message: (n) => `the operation is ${n} levels deep, at most ${MAX_DEPTH} are allowed: ask in several operations` }),
  limitRule(ALIASES, { limit: MAX_ALIASES, message: (n) => `the operation has ${n} aliases, at most ${MAX_ALIASES} are allowed: ask in several operations` }),
  limitRule(DIRECTIVES, { limit: MAX_DIRECTIVES, message: (n) => `the operation has ${n} directives, at most ${MAX_DIRECTIVES} are allowed: ask in several operations` }),
];

function limitRule(measure: Measure, { limit, message }: { limit: number; message: (n: number) => string }): ValidationRule {
  return (context) => ({
    OperationDefinition(operation: OperationDefinitionNode) {
      const n = measureOperation(context.getDocument(), operation, measure);
      if (n > limit) context.reportError(new GraphQLError(message(n), { nodes: operation }));
    },
  });
}

// For transports that parse without PARSE_OPTIONS. A document without locations was made by a program of ours.
function tokenRule(context: ValidationContext) {
  return {
    Document() {
      let n = 0;
      for (let token = context.getDocument().loc?.startToken.next; token && n <= MAX_TOKENS; token = token.next) n++;
      if (n > MAX_TOKENS) context.reportError(new GraphQLError(`the document has more than ${MAX_TOKENS} tokens: ask in several operations`));
    },
  };
}
