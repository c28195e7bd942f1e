// Operations that were compiled: bounded by their number and by their size.
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compilableSize } from './compilable.ts';
import { compileOperation, type RunCompiled } from './compiled-operation.ts';

/** Compiled operations kept. */
export const MAX_COMPILED = 500;
/** Fields of all of them together, each counted as often as it stands in the code. Measured: 1.7 KB of heap each, 6 KB of the process: 60 MB at most. */
export const MAX_COMPILED_FIELDS = 10_000;

interface Kept {
  /** Null for what cannot be compiled. */
  readonly run: RunCompiled | null;
  readonly fields: number;
}

/**
 * The compiled form of operations, by their node: transports keep parsed documents by their text, so that equal texts come as one node.
 * A document that its transport has dropped leaves here when newer ones need its place.
 */
export class CompiledOperations {
  readonly #schema: GraphQLSchema;
  readonly #after: number;
  readonly #kept = new Map<OperationDefinitionNode, Kept>();
  readonly #seen = new WeakMap<OperationDefinitionNode, number>();
  #fields = 0;

  constructor(schema: GraphQLSchema, after: number) {
    this.#schema = schema;
    this.#after = after;
  }

  /** Operations kept, and their fields. */
  get size(): { readonly operations: number; readonly fields: number } {
    return { operations: this.#kept.size, fields: this.#fields };
  }

  /** What executes the operation; null when the reference has to. */
  of(document: DocumentNode, operation: OperationDefinitionNode): RunCompiled | null {
    const known = this.#kept.get(operation);
    if (known) return known.run;
    const seen = this.#seen.get(operation) ?? 0;
    if (seen < this.#after) {
      this.#seen.set(operation, seen + 1);
      return null;
    }
    const fields = compilableSize(this.#schema, document, operation);
    const made = { run: fields === null ? null : compileOperation(this.#schema, document, operation), fields: fields ?? 1 };
    this.#keep(operation, made);
    return made.run;
  }

  // First in, first out: to move one at each use would cost each execution more than to compile it again now and then.
  #keep(operation: OperationDefinitionNode, made: Kept): void {
    this.#kept.set(operation, made);
    this.#fields += made.fields;
    for (const [oldest, { fields }] of this.#kept) {
      if (this.#kept.size <= MAX_COMPILED && this.#fields <= MAX_COMPILED_FIELDS) return;
      this.#kept.delete(oldest);
      this.#fields -= fields;
    }
  }
}
