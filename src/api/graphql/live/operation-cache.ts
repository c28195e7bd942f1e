// Operations by their text: parsed, validated and made shareable once for all clients that send the same.
import { type DocumentNode, getOperationAST, GraphQLError, type GraphQLSchema, type OperationDefinitionNode, parse, specifiedRules, validate, type ValidationRule } from 'graphql';
import { PARSE_OPTIONS } from '../limit/validation-rules.ts';
import { MAX_CACHED_CHARACTERS, MAX_CACHED_OPERATIONS } from './live-limits.ts';
import { type SharedOperation, sharedOperation } from './shared-operation.ts';

/** A valid operation, ready to execute. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Null for queries and mutations: only subscriptions are shared. */
  readonly shared: SharedOperation | null;
}

/** What an operation text is checked with. */
export interface OperationRules {
  readonly schema: GraphQLSchema;
  readonly validationRules: readonly ValidationRule[];
  /** Characters. */
  readonly maxDocument: number;
}

/** A bounded cache of valid operations; texts that are wrong are checked each time, so that nonsense evicts nothing. */
export class OperationCache {
  readonly #rules: OperationRules;
  readonly #ready = new Map<string, PreparedOperation>();
  /** Of all keys. */
  #characters = 0;

  constructor(rules: OperationRules) {
    this.#rules = rules;
  }

  get size(): number {
    return this.#ready.size;
  }

  /** The operation, or what is wrong with it. */
  prepare(query: string, operationName: string | null): PreparedOperation | readonly GraphQLError[] {
    if (query.length > this.#rules.maxDocument) return [badRequest(`the operation has ${query.length} characters, at most ${this.#rules.maxDocument} are allowed; send fewer fields at once`, 'LIMIT_EXCEEDED')];
    const key = JSON.stringify([operationName, query]);
    const known = this.#ready.get(key);
    if (known) {
      this.#keep(key, known);
      return known;
    }
    const made = this.#check(query, operationName);
    if ('document' in made) this.#keep(key, made);
    return made;
  }

  #check(query: string, operationName: string | null): PreparedOperation | readonly GraphQLError[] {
    const document = parsed(query);
    if (document instanceof GraphQLError) return [document];
    const errors = validate(this.#rules.schema, document, [...specifiedRules, ...this.#rules.validationRules]);
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    const operation = getOperationAST(document, operationName);
    if (!operation) return [badRequest('the document has no such operation, or several and no operationName; name the one to run', 'OPERATION_RESOLUTION_FAILURE')];
    const rootType = this.#rules.schema.getSubscriptionType()?.name ?? '';
    return { document, operation, shared: operation.operation === 'subscription' ? sharedOperation(document, operation, rootType) : null };
  }

  // A Map iterates in the order of insertion: the first key is the one that was not asked for longest.
  #keep(key: string, operation: PreparedOperation): void {
    this.#drop(key);
    this.#ready.set(key, operation);
    this.#characters += key.length;
    for (const oldest of this.#ready.keys()) {
      if (this.#ready.size <= MAX_CACHED_OPERATIONS && this.#characters <= MAX_CACHED_CHARACTERS) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    if (this.#ready.delete(key)) this.#characters -= key.length;
  }
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, PARSE_OPTIONS);
  } catch (error) {
    if (error instanceof GraphQLError) return withCode(error, 'GRAPHQL_PARSE_FAILED');
    throw error;
  }
}

function badRequest(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  if (error.extensions['code'] === undefined) error.extensions['code'] = code;
  return error;
}
