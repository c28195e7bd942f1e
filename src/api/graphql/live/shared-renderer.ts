// Executes a shared operation for root values and turns the results into payload bytes.
import { randomUUID } from 'node:crypto';
import type { ExecutionArgs, ExecutionResult, GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Actor } from '../../../domain/access.ts';
import type { CallOrigin } from '../../../domain/call.ts';
import type { CallNotes } from '../../../domain/call-notes.ts';
import { graphqlErrorOf } from './live-error.ts';
import type { SharedOperation } from './shared-operation.ts';

/** Who an execution is for, and the id under which its errors are logged. */
export interface LiveCaller {
  readonly actor: Actor;
  readonly requestId: string;
  /** Absent for executions of events, which may be for many. */
  readonly origin?: CallOrigin;
  /** Absent likewise. */
  readonly notes?: CallNotes;
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

/** Renders one root value, as JSON of `{errors?, data?}` unless it is encoded otherwise; never rejects, whatever goes wrong is in the payload. */
export type Render = (root: unknown) => Promise<Buffer>;

/** Begins a wave: executions that share one context, so that their loaders read together and none sees what was read before. */
export type BeginWave = () => Render;

/** What an execution gave, errors as clients may see them. */
export interface Rendered {
  readonly errors?: readonly GraphQLFormattedError[];
  readonly data?: ExecutionResult['data'];
}

/** What a renderer is made with. */
export interface RendererOptions {
  readonly actor: Actor;
  readonly tools: RenderTools;
  /** Bytes of the result for this root value; JSON as it is by default. */
  readonly encode?: (rendered: Rendered, root: unknown) => Buffer;
}

/** The renderer of one operation with its variables for one caller. */
export function sharedRenderer(shared: SharedOperation, variables: Readonly<Record<string, unknown>>, options: RendererOptions): BeginWave {
  const { actor, tools, encode = encodeJson } = options;
  return () => {
    const requestId = randomUUID();
    let context: object | undefined;
    return async (rootValue) => {
      tools.onExecution();
      try {
        context ??= tools.contextFor({ actor, requestId });
        const args = { schema: tools.schema, document: shared.document, variableValues: variables, contextValue: context, rootValue };
        return encoded(encode, shown(await tools.execute(args), (error) => tools.formatError(error, requestId)), rootValue);
      } catch (error) {
        return encoded(encode, shown({ errors: [error as GraphQLError] }, (each) => tools.formatError(each, requestId)), rootValue);
      }
    };
  };
}

const FAILURES = new WeakSet<Buffer>();

/** Whether the execution of this payload failed, in whole or in part: it is right for who waited for it, and for nobody later. */
export function showsFailure(payload: Buffer): boolean {
  return FAILURES.has(payload);
}

function encoded(encode: NonNullable<RendererOptions['encode']>, rendered: Rendered, root: unknown): Buffer {
  const payload = encode(rendered, root);
  if (rendered.errors) FAILURES.add(payload);
  return payload;
}

function shown({ errors, data }: ExecutionResult, format: (error: GraphQLError) => GraphQLFormattedError): Rendered {
  return {
    ...(errors && errors.length > 0 ? { errors: errors.map((error) => format(graphqlErrorOf(error))) } : {}),
    ...(data === undefined ? {} : { data }),
  };
}

function encodeJson(rendered: Rendered): Buffer {
  return Buffer.from(JSON.stringify(rendered));
}
