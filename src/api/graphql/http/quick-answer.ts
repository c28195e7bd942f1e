// Queries that succeed, answered as Apollo would, byte for byte, without its pipeline: two dozen promises, a hash and two negotiations for each request.
import type { ExecutionArgs, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { countedBy } from '../../../domain/call.ts';
import type { ApiContext } from '../context.ts';
import { asksForPlace } from '../event/place-asked.ts';
import type { Execute } from '../execution/execute.ts';
import type { OperationLimits } from '../limit/operation-limits.ts';
import { billHeaders } from '../limit/rate/rate-headers.ts';
import type { Foreseen } from './foreseen.ts';

/** What of a request decides how it is answered. */
export interface QuickRequest {
  readonly method: string;
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
  /** As parsed from JSON. */
  readonly body: unknown;
}

/** A complete answer; its status is 200. */
export interface QuickAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What is executed with. */
export interface QuickParts {
  readonly schema: GraphQLSchema;
  readonly limits: OperationLimits;
  readonly execute: Execute;
}

/** An operation in the plainest form there is. */
export interface PlainOperation {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  /** Content type of the answer. */
  readonly answerType: string;
}

/** Content types of requests that are not even possibly a form of a web page: for these there is nothing to be checked against forgery. */
const JSON_TYPES: ReadonlySet<string | undefined> = new Set(['application/json', 'application/json; charset=utf-8', 'application/json;charset=utf-8', 'application/json; charset=UTF-8', 'application/json;charset=UTF-8']);
const JSON_ANSWER = 'application/json; charset=utf-8';
const RESPONSE_ANSWER = 'application/graphql-response+json; charset=utf-8';
/** What clients say that they accept, and what Apollo's negotiation makes of it; all else is left to that. */
const ANSWER_TYPES: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, JSON_ANSWER],
  ['*/*', JSON_ANSWER],
  ['application/json', JSON_ANSWER],
  ['application/json, text/plain, */*', JSON_ANSWER],
  ['application/json, */*', JSON_ANSWER],
  ['application/graphql-response+json', RESPONSE_ANSWER],
  ['application/graphql-response+json, application/json', RESPONSE_ANSWER],
  ['application/graphql-response+json, application/json;q=0.9', RESPONSE_ANSWER],
  ['application/graphql-response+json,application/json;q=0.9', RESPONSE_ANSWER],
]);
/** What a body may say; `extensions` are Apollo's to judge. */
const PARTS: ReadonlySet<string> = new Set(['query', 'operationName', 'variables']);

/** The operation of a request that holds nothing out of the way; null for all others. */
export function plainOperation({ method, contentType, accept, body }: QuickRequest): PlainOperation | null {
  const answerType = ANSWER_TYPES.get(accept);
  if (method !== 'POST' || answerType === undefined || !JSON_TYPES.has(contentType) || !isRecord(body)) return null;
  for (const part of Object.keys(body)) if (!PARTS.has(part)) return null;
  const { query, operationName = null, variables = null } = body;
  if (typeof query !== 'string' || query === '') return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  return variables === null || isRecord(variables) ? { query, operationName, variables, answerType } : null;
}

/** The answer; null when it is not plain success: then Apollo is to answer, with what is foreseen in the context. Checks and limits are those of every other way. */
export async function quickAnswer(plain: PlainOperation, context: ApiContext, { schema, limits, execute }: QuickParts): Promise<QuickAnswer | null> {
  const { query, operationName, variables, answerType } = plain;
  const prepared = limits.operations.prepare(query, operationName);
  if (!('document' in prepared) || !isPlainQuery(prepared.operation)) return leave(context, { prepared });
  const { document, operation } = prepared;
  if (context.notes) context.notes.operation = { name: operation.name?.value ?? null, kind: operation.operation };
  const verdict = limits.judge({ document, operation, variables: variables ?? {}, actor: context.actor, countedBy: countedBy({ actor: context.actor, keyId: context.origin?.keyId ?? null }) });
  if (!verdict.ok) return leave(context, { prepared, verdict });
  context.bill = verdict.bill;
  const executed = carryOut(execute, { schema, document, contextValue: context, variableValues: variables, operationName });
  const result = await executed.catch(() => null); // Apollo meets the failure again
  if (result === null || result.errors !== undefined) return leave(context, { prepared, verdict, result: executed });
  return { headers: { ...billHeaders(verdict.bill), 'content-type': answerType }, text: `${JSON.stringify({ data: result.data, extensions: result.extensions })}\n` };
}

// Async, so that what is thrown at once is a rejection as well.
async function carryOut(execute: Execute, args: ExecutionArgs): Promise<ExecutionResult> {
  return await execute(args);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function leave(context: ApiContext, foreseen: Foreseen): null {
  context.foreseen = foreseen;
  return null;
}

// Mutations spend their time in transactions; who asks for a place in the log waits for the log first.
function isPlainQuery(operation: OperationDefinitionNode): boolean {
  return operation.operation === 'query' && !asksForPlace(operation);
}
