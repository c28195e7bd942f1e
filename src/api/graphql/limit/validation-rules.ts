// Limits on documents that every transport shares: one that is too large is refused before anything looks at it twice.
import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, type ParseOptions, type SelectionNode, type ValidationContext, type ValidationRule, visit } from 'graphql';
import { type Measure, measureOperation } from './selection-measure.ts';

/** Deepest nesting of fields; connections take three levels each. */
export const MAX_DEPTH = 12;
/** Most aliased fields of an operation, fragments counted as often as they are spread. */
export const MAX_ALIASES = 30;
/** Most directives of an operation, counted likewise. */
export const MAX_DIRECTIVES = 50;
/** Most tokens of a document. */
export const MAX_TOKENS = 2_000;
/** Most operations of a document: an editor sends all that stand in it. */
export const MAX_OPERATIONS = 25;
/** Most fragments of a document, spread or inline: each is compared with those beside it. */
export const MAX_SPREADS = 60;
/** How often fields of the same name may stand in one document: each is compared with all others that would be answered in the same place. */
export const MAX_SAME_FIELDS = 80;

/** For `parse`: longer documents are refused while they are read. */
export const PARSE_OPTIONS: ParseOptions = { maxTokens: MAX_TOKENS };

const DEPTH: Measure = { combine: 'max', of: (node) => (node.kind === Kind.FIELD ? 1 : 0) };
const ALIASES: Measure = { combine: 'sum', of: (node) => (node.kind === Kind.FIELD && node.alias !== undefined ? 1 : 0), introspected: true };
const DIRECTIVES: Measure = { combine: 'sum', of: (node: SelectionNode) => node.directives?.length ?? 0, introspected: true };

/**
 * The rules, in stages: a document goes on to the next when it keeps all of one, and graphql's own come last. What is cheap goes first, and
 * keeps the size of what the others compare with one another within bounds.
 */
export const LIMIT_STAGES: readonly (readonly ValidationRule[])[] = [[tokenRule, countRule], [
  limitRule(DEPTH, { limit: MAX_DEPTH, message: (n) => `the operation is ${n} levels deep, at most ${MAX_DEPTH} are allowed: ask in several operations` }),
  limitRule(ALIASES, { limit: MAX_ALIASES, message: (n) => `the operation has ${n} aliases, at most ${MAX_ALIASES} are allowed: ask in several operations` }),
  limitRule(DIRECTIVES, { limit: MAX_DIRECTIVES, message: (n) => `the operation has ${n} directives, at most ${MAX_DIRECTIVES} are allowed: ask in several operations` }),
]];

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

function countRule(context: ValidationContext) {
  return {
    Document(document: DocumentNode) {
      const { operations, spreads, sameFields } = countsOf(document);
      const report = (message: string): void => context.reportError(new GraphQLError(message));
      if (operations > MAX_OPERATIONS) report(`the document has ${operations} operations, at most ${MAX_OPERATIONS} are allowed: send the one to run`);
      if (spreads > MAX_SPREADS) report(`the document has ${spreads} fragments, each counted as often as it is spread, at most ${MAX_SPREADS} are allowed: ask in several operations`);
      if (sameFields > MAX_SAME_FIELDS) report(`the document asks ${sameFields} times for fields of the same name, at most ${MAX_SAME_FIELDS} are allowed: ask in several operations`);
    },
  };
}

function countsOf(document: DocumentNode): { operations: number; spreads: number; sameFields: number } {
  let [operations, spreads] = [0, 0];
  const fields = new Map<string, number>();
  visit(document, {
    OperationDefinition: () => void (operations += 1),
    FragmentSpread: () => void (spreads += 1),
    InlineFragment: () => void (spreads += 1),
    Field: ({ alias, name }) => void fields.set((alias ?? name).value, (fields.get((alias ?? name).value) ?? 0) + 1),
  });
  return { operations, spreads, sameFields: Math.max(0, ...fields.values()) };
}
