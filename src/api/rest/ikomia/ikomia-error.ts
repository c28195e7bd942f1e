// Errors as callers of deployments know them: a status, and `detail` as a text or as a list of faults.

/** One fault of what was sent. `loc` begins with `body`, `path`, `query` or `header`. */
export interface ValidationDetail {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** Statuses of errors; a run that has failed is no error but an answer. */
export type IkomiaStatus = 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 422 | 423 | 429 | 500 | 503;

/** Thrown when a call cannot be carried out; becomes `{"detail": …}`. */
export class IkomiaError extends Error {
  override readonly name = 'IkomiaError';
  readonly status: IkomiaStatus;
  readonly detail: string | readonly ValidationDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: IkomiaStatus, detail: string | readonly ValidationDetail[], options: { headers?: Readonly<Record<string, string>>; cause?: unknown } = {}) {
    super(typeof detail === 'string' ? detail : detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '), options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.detail = detail;
    this.headers = options.headers ?? {};
  }
}

/** A 422 for one fault. */
export function fault(loc: readonly (string | number)[], msg: string, type = 'value_error'): IkomiaError {
  return new IkomiaError(422, [{ loc, msg, type }]);
}

/** A 503 for what passes by itself. */
export function unavailable(detail: string, options: { seconds?: number; cause?: unknown } = {}): IkomiaError {
  const { seconds = 1, cause } = options;
  return new IkomiaError(503, detail, { headers: { 'retry-after': String(seconds) }, ...(cause === undefined ? {} : { cause }) });
}
