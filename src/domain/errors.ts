// Errors a caller can cause: a closed set of codes; everything else is a bug.

/** Codes of caller errors, each with one fate in every transport. */
export const ERROR_CODES = [
  'INVALID',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'FORBIDDEN',
  'IDEMPOTENCY_CONFLICT',
  'VERSION_CONFLICT',
  'CURSOR_EXPIRED',
  'CURSOR_INVALID',
  'LIMIT_EXCEEDED',
  'STALE',
  'LOCKED',
] as const;
/** A code of a caller error. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Thrown when a call cannot be carried out as asked; the transaction is rolled back and nothing has changed. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  /** Where in the input the fault is, e.g. `['spec', 'binary']`; null when it is not one place. */
  readonly path: readonly string[] | null;

  constructor(code: ErrorCode, message: string, options: { path?: readonly string[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.path = options.path ?? null;
  }
}

/** For the default branch of a switch over a closed set: does not compile when a member is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
