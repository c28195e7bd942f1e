// Operations by their text: parsed, validated and made shareable once for all clients that send the same.
import { type DocumentNode, getOperationAST, GraphQLError, type OperationDefinitionNode } from 'graphql';
import { checkDocument, type DocumentRules } from '../limit/document-check.ts';
import { MAX_CACHED_CHARACTERS, MAX_CACHED_OPERATIONS } from './live-limits.ts';
import { type SharedOperation, sharedOperation } from './shared-operation.ts';

/** A valid operation, ready to execute. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Null for queries and mutations: only subscriptions are shared. */
  readonly shared: SharedOperation | null;
}

/** A bounded cache of valid operations; texts that are wrong are checked each time, so that nonsense evicts nothing. */
export class OperationCache {
  readonly #rules: DocumentRules;
  readonly #ready = new Map<string, PreparedOperation>();
  /** Of all keys. */
  #characters = 0;

  constructor(rules: DocumentRules) {
    this.#rules = rules;
  }

  get size(): number {
    return this.#ready.size;
  }

  /** The operation, or what is wrong with it. */
  prepare(query: string, operationName: string | null): PreparedOperation | readonly GraphQLError[] {
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
    const document = checkDocument(query, this.#rules);
    if (!('kind' in document)) return document;
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

function badRequest(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
