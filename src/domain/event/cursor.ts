// Cursors of the event log: where a subscriber stands, opaque to clients, refused when from another log.

/** A place in one event log: everything up to and including `seq` has been seen. */
export interface EventCursor {
  readonly logId: string;
  readonly seq: number;
}

/** Why a cursor cannot be used: not ours, from another log (a restored backup), below what is kept, or beyond the end. */
export type CursorFault = 'MALFORMED' | 'OTHER_LOG' | 'EXPIRED' | 'AHEAD';

/** Longest cursor text that is looked at at all. */
export const MAX_CURSOR_LENGTH = 200;

/** The text given to clients: base64url of `1.<log id>.<seq>`. */
export function encodeCursor(cursor: EventCursor): string {
  return toBase64Url(`1.${cursor.logId}.${cursor.seq}`);
}

/** Reads a cursor text; null when it was not made by `encodeCursor`. */
export function decodeCursor(text: string): EventCursor | null {
  if (text.length > MAX_CURSOR_LENGTH) return null;
  const plain = fromBase64Url(text);
  const match = plain === null ? null : /^1\.([A-Za-z0-9-]{1,64})\.(\d{1,16})$/.exec(plain);
  if (!match) return null;
  const seq = Number(match[2]);
  const cursor = { logId: match[1]!, seq };
  // Several texts would decode to the same place (leading zeros, unused bits): only the one that we gave out counts.
  return encodeCursor(cursor) === text ? cursor : null;
}

/** What the log can still serve: rows above `floor` and up to `head`. */
export interface LogBounds {
  readonly logId: string;
  readonly floor: number;
  readonly head: number;
}

/** The fault of resuming from this cursor, or null when every later event can still be had. */
export function cursorFault(cursor: EventCursor | null, bounds: LogBounds): CursorFault | null {
  if (cursor === null) return 'MALFORMED';
  if (cursor.logId !== bounds.logId) return 'OTHER_LOG';
  if (cursor.seq < bounds.floor) return 'EXPIRED';
  return cursor.seq > bounds.head ? 'AHEAD' : null;
}

function toBase64Url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): string | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return null; // not base64 at all: the caller answers MALFORMED
  }
}
