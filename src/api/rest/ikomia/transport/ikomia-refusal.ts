// From whatever stopped a call to the error that its caller is told.
import type { DomainError } from '../../../../domain/errors.ts';
import { assertNever, DomainError as CallerError } from '../../../../domain/errors.ts';
import type { IkomiaContext } from '../ikomia-context.ts';
import { IkomiaError, unavailable } from '../ikomia-error.ts';

/** Longest text of an error, in characters. */
const MAX_DETAIL = 2_000;

/** The error that the caller is told. What is a fault of ours is logged under the call's id, and nothing of it is shown but that. */
export function toldError({ isUnavailable, log }: Pick<IkomiaContext, 'isUnavailable' | 'log'>, error: unknown, callId: string): IkomiaError {
  if (error instanceof IkomiaError) return error;
  if (error instanceof CallerError) return refusalOf(error);
  if (isUnavailable(error)) return unavailable('the server cannot reach its database, or the database took too long: try again in a moment', { cause: error });
  log.error({ error, requestId: callId }, 'a call of a deployment failed');
  return new IkomiaError(500, `this is a fault of the server; its log says more under ${callId}`, { cause: error });
}

/** The error for what a service of the engine refused. */
export function refusalOf(error: DomainError): IkomiaError {
  const detail = error.message.slice(0, MAX_DETAIL).toWellFormed();
  const options = { cause: error };
  switch (error.code) {
    case 'INVALID':
    case 'CURSOR_INVALID':
    case 'CURSOR_EXPIRED':
      return new IkomiaError(422, [{ loc: locOf(error.path), msg: detail, type: 'value_error' }], options);
    case 'NOT_FOUND':
      return new IkomiaError(404, detail, options);
    case 'FORBIDDEN':
      return new IkomiaError(403, detail, options);
    case 'LOCKED':
      return new IkomiaError(423, detail, options);
    case 'IDEMPOTENCY_CONFLICT':
      return new IkomiaError(409, 'this Idempotency-Key was used with another body: send a new key with a new run', options);
    case 'ALREADY_EXISTS':
    case 'VERSION_CONFLICT':
    case 'STALE':
      return new IkomiaError(409, detail, options);
    case 'LIMIT_EXCEEDED':
      return unavailable(detail, { seconds: FULL_SECONDS, cause: error });
    default:
      return assertNever(error.code);
  }
}

/** Seconds after which it is worth trying again where something is full. */
const FULL_SECONDS = 10;

function locOf(path: readonly string[] | null): readonly (string | number)[] {
  if (path?.[0] === 'requestId') return ['header', 'idempotency-key'];
  return ['body', ...(path ?? []).map((part) => (/^\d{1,9}$/.test(part) ? Number(part) : part))];
}
