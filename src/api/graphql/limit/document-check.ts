// One way to read a document for every transport: length, syntax, limits, then graphql's own rules.
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate, type ValidationRule } from 'graphql';
import { PARSE_OPTIONS } from './validation-rules.ts';

/** Longest document, in characters: long values belong into variables. */
export const MAX_DOCUMENT = 15_000;
/** Most errors that are looked for in one document. */
export const MAX_VALIDATION_ERRORS = 20;

/** What documents are checked with. */
export interface DocumentRules {
  readonly schema: GraphQLSchema;
  /** Before graphql's own, which come last: a document that breaks rules of one stage does not come to the next. */
  readonly stages: readonly (readonly ValidationRule[])[];
  /** Characters. */
  readonly maxDocument: number;
}

/** The document, or what is wrong with it, with a code each. What helps to write a document by hand is left out: it tells strangers what the schema holds. */
export function checkDocument(text: string, { schema, stages, maxDocument }: DocumentRules): DocumentNode | readonly GraphQLError[] {
  if (text.length > maxDocument) return [tooLong(text.length, maxDocument)];
  const document = parsed(text);
  if (document instanceof GraphQLError) return [document];
  const options = { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions: true };
  for (const rules of [...stages, specifiedRules]) {
    const errors = validated(() => validate(schema, document, rules, options));
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  }
  return document;
}

// The rule about subscriptions evaluates `@skip` and `@include` of their root, and throws what is wrong with them.
function validated(run: () => readonly GraphQLError[]): readonly GraphQLError[] {
  try {
    return run();
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function parsed(text: string): DocumentNode | GraphQLError {
  try {
    return parse(text, PARSE_OPTIONS);
  } catch (error) {
    if (error instanceof GraphQLError) return withCode(error, 'GRAPHQL_PARSE_FAILED');
    throw error;
  }
}

function tooLong(length: number, limit: number): GraphQLError {
  return new GraphQLError(`the operation has ${length} characters, at most ${limit} are allowed; send long values as variables, and fewer fields at once`, { extensions: { code: 'LIMIT_EXCEEDED' } });
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  if (error.extensions['code'] === undefined) error.extensions['code'] = code;
  return error;
}
