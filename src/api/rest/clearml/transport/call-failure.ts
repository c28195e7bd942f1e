// What the caller is told of a call that came to nothing, and what the log is told of those that are no fault of the caller.
import type { CallNotes } from '../../../../domain/call-notes.ts';
import { CLEARML_CODES, ClearmlError } from '../clearml-error.ts';
import { refusalOf } from './refusal.ts';

/** Takes what the room has to say; a pino logger fits. */
export interface ClearmlLog {
  error(fields: object, message: string): void;
}

/** What failures are judged by. */
export interface FailureParts {
  /** Whether an error means that the database cannot be reached, or has ended a transaction that took too long. */
  readonly isUnavailable: (error: unknown) => boolean;
  readonly log: ClearmlLog;
}

/** Longest text of an error, in characters. */
const MAX_MESSAGE = 2_000;

/** The error that the caller is told. What is a fault of ours is logged under the call's id, and nothing of it is shown but that. */
export function failureOf({ isUnavailable, log }: FailureParts, error: unknown, of: { readonly name: string; readonly callId: string }): ClearmlError {
  const refusal = refusalOf(error);
  if (refusal !== null) return refusal;
  // Clients wait for as long as it takes when they hear 503, as they should: nothing is wrong with what they asked.
  if (isUnavailable(error)) return new ClearmlError('UNAVAILABLE', 'Service unavailable (the server cannot reach its database, or the database took too long): try again in a moment', { cause: error });
  log.error({ error, requestId: of.callId, call: of.name }, 'a ClearML call failed');
  return new ClearmlError('INTERNAL', `General error (this is a fault of the server; its log says more under ${of.callId})`, { cause: error });
}

/** An error as the envelope tells it. */
export function toldOf(error: ClearmlError, notes: CallNotes | undefined): { readonly code: number; readonly subcode: number; readonly message: string; readonly errorData: Readonly<Record<string, unknown>>; readonly data: Readonly<Record<string, unknown>> } {
  notes?.codes.add(error.code);
  const [code, subcode] = CLEARML_CODES[error.code];
  return { code, subcode, message: error.message.slice(0, MAX_MESSAGE).toWellFormed(), errorData: error.data, data: {} };
}
