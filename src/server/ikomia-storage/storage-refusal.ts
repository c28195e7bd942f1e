// Errors of the storage of deployments, as its clients read them: a status, and `detail` in every body.
import type { ServerResponse } from 'node:http';
import type { CallNotes } from '../../domain/call-notes.ts';
import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import { sendJson } from '../http/json-answer.ts';

const STATUS: Partial<Record<ErrorCode, number>> = { NOT_FOUND: 404, FORBIDDEN: 403, INVALID: 422, LIMIT_EXCEEDED: 413, ALREADY_EXISTS: 409, LOCKED: 423 };
const PLACES: ReadonlySet<string> = new Set(['body', 'path', 'query']);

/** Answers with the error; throws it again when it is none that callers are told. */
export function refuseStorage(res: ServerResponse, error: unknown, notes: CallNotes | undefined): void {
  const status = error instanceof DomainError ? STATUS[error.code] : undefined;
  if (!(error instanceof DomainError) || status === undefined) throw error;
  notes?.codes.add(error.code);
  // Bytes were on their way already: a cut connection is all that can still tell that they are not whole.
  if (res.headersSent) return void res.destroy();
  sendJson(res, status, { body: { detail: status === 422 ? [{ loc: placeOf(error), msg: error.message, type: 'value_error' }] : error.message } });
}

function placeOf({ path }: DomainError): readonly string[] {
  if (path === null || path.length === 0) return ['body'];
  return PLACES.has(path[0]!) ? path : ['body', ...path];
}
