// What a call turned out to be: noted by the room that answers it, told to log and figures when it is over.

/** Kinds of GraphQL operations. */
export type OperationKind = 'query' | 'mutation' | 'subscription';

/** An operation as it may be told of: its name is the caller's text, its document and variables are nobody's business. */
export interface NotedOperation {
  readonly name: string | null;
  readonly kind: OperationKind;
}

/** Notes of one call; rooms write, the end of the call reads. Never secrets, bodies, variables or queries. */
export interface CallNotes {
  /** Names the call in the log, in masked errors and in `X-Request-Id`. */
  readonly callId: string;
  /** The access key that the caller turned out to hold. */
  keyId: string | null;
  operation: NotedOperation | null;
  /** The trace that the call belongs to, 32 hexadecimal digits. */
  traceId: string | null;
  /** Codes of the errors that the caller was told of. */
  readonly codes: Set<string>;
}

/** Notes of a call that has just come in. */
export function callNotes(callId: string): CallNotes {
  return { callId, keyId: null, operation: null, traceId: null, codes: new Set() };
}
