// The id of one request: the caller's own where it is a sane one, so that its log and ours can be read together.
import type { IncomingHttpHeaders } from 'node:http';
import { uuidv7 } from '../../domain/uuid.ts';

/** Header that carries the id, both ways. */
export const REQUEST_ID_HEADER = 'x-request-id';
/** Longest id that is taken over, in characters. */
export const MAX_REQUEST_ID = 128;

// Letters, digits and what ids of others are made of; nothing that quotes, escapes or ends a line wherever it is written.
const SANE = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._:/+=@-]{0,${MAX_REQUEST_ID - 1}}$`);

/** The id that the caller gave, or a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && SANE.test(given) ? given : uuidv7();
}
