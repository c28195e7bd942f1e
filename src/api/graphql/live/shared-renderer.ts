// Executes a shared operation for root values and turns the results into payload bytes.
import { randomUUID } from 'node:crypto';
import type { ExecutionArgs, ExecutionResult, GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Actor } from '../../../domain/access.ts';
import { graphqlErrorOf } from './live-error.ts';
import type { SharedOperation } from './shared-operation.ts';

/** Who an execution is for, and the id under which its errors are logged. */
export interface LiveCaller {
  readonly actor: Actor;
  readonly requestId: string;
}

/** What executions need from the server. */
export interface RenderTools {
  readonly schema: GraphQLSchema;
  /** A fresh context with fresh loaders. */
  readonly contextFor: (caller: LiveCaller) => object;
  readonly execute: (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;
  /** What callers may see of an error; logs the rest under the request id. */
  readonly formatError: (error: GraphQLError, requestId: string) => GraphQLFormattedError;
  /** Called once for each execution. */
  readonly onExecution: () => void;
}

/** Renders one root value: JSON of `{errors?, data?}`; never rejects, whatever goes wrong is in the payload. */
export type Render = (root: unknown) => Promise<Buffer>;

/** Begins a wave: executions that share one context, so that their loaders read together and none sees what was read before. */
export type BeginWave = () => Render;

/** The renderer of one operation with its variables for one caller. */
export function sharedRenderer(shared: SharedOperation, variables: Readonly<Record<string, unknown>>, options: { actor: Actor; tools: RenderTools }): BeginWave {
  const { actor, tools } = options;
  return () => {
    const requestId = randomUUID();
    let context: object | undefined;
    return async (rootValue) => {
      tools.onExecution();
      try {
        context ??= tools.contextFor({ actor, requestId });
        const args = { schema: tools.schema, document: shared.document, variableValues: variables, contextValue: context, rootValue };
        return encode(await tools.execute(args), (error) => tools.formatError(error, requestId));
      } catch (error) {
        return encode({ errors: [error as GraphQLError] }, (each) => tools.formatError(each, requestId));
      }
    };
  };
}

function encode(result: ExecutionResult, format: (error: GraphQLError) => GraphQLFormattedError): Buffer {
  const { errors, data } = result;
  const shown = errors && errors.length > 0 ? { errors: errors.map((error) => format(graphqlErrorOf(error))) } : {};
  return Buffer.from(JSON.stringify(data === undefined ? shown : { ...shown, data }));
}
