// How operations are executed, over every transport: by the reference implementation, or compiled with the reference for all that is not plain.
import { setFlagsFromString } from 'node:v8';
import { execute, type ExecutionArgs, type ExecutionResult, getOperationAST, type GraphQLSchema } from 'graphql';
import { MAX_COERCION_ERRORS } from '../limit/error-cap.ts';
import { CompiledOperations } from './compiled-operations.ts';

/** Executes one valid operation; answers as graphql's own `execute` does. */
export type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

/** Which executor, and when it compiles. */
export interface ExecutorOptions {
  readonly executor: 'jit' | 'plain';
  /** Times that an operation is executed by the reference before it is compiled; what is asked once is not worth its compilation. @default COMPILE_AFTER */
  readonly compileAfter?: number;
}

/** The first time an operation is seen it is not compiled, so that whoever sends a new text each time buys no compilation at all. */
export const COMPILE_AFTER = 1;

/** graphql's own executor: no suggestions, and a bounded number of faults of variables. */
export const referenceExecute: Execute = (args) => execute({ ...args, hideSuggestions: true, options: { maxCoercionErrors: MAX_COERCION_ERRORS } }) as ExecutionResult | Promise<ExecutionResult>;

/**
 * Makes the executor. Mutations, introspection, documents with directives and very large ones are always left to the reference; so is
 * every execution that meets an error: compiled code words, orders and places errors differently, and reads may be repeated. Loaders
 * remember what has been read or has failed, so that a repetition mostly asks the database nothing.
 */
export function makeExecute(schema: GraphQLSchema, { executor, compileAfter = COMPILE_AFTER }: ExecutorOptions): Execute {
  if (executor === 'plain') return referenceExecute;
  forgetCompiledSources();
  const operations = new CompiledOperations(schema, compileAfter);
  return (args) => {
    const operation = getOperationAST(args.document, args.operationName);
    const run = operation ? operations.of(args.document, operation) : null;
    const result = run?.(args) ?? null;
    if (result === null) return referenceExecute(args);
    return result instanceof Promise ? result.then((answer) => orReference(answer, args)) : orReference(result, args);
  };
}

/**
 * V8 keeps whatever was compiled from a text, by the text, until the heap is full: code that was dropped here would stay, 25 KB for each
 * operation, and whoever sends new operations twice each could fill the process. Nothing else of ours compiles the same text again.
 */
function forgetCompiledSources(): void {
  setFlagsFromString('--no-compilation-cache');
}

function orReference(result: ExecutionResult, args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> {
  return result.errors === undefined || result.errors.length === 0 ? result : referenceExecute(args);
}
