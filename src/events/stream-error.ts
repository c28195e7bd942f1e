// Why a stream of events cannot begin or cannot go on, and where to resume.

/** The text is no cursor; its events are gone or were never of this log; the reader was too slow. */
export type StreamFault = 'MALFORMED' | 'CURSOR_EXPIRED' | 'LAGGED';

/** Thrown to the reader of a stream. */
export class StreamError extends Error {
  override readonly name = 'StreamError';
  readonly code: StreamFault;
  /** CURSOR_EXPIRED: the oldest cursor that can be resumed from. LAGGED: where to go on. MALFORMED: null. */
  readonly cursor: string | null;

  constructor(code: StreamFault, cursor: string | null) {
    super(MESSAGES[code]);
    this.code = code;
    this.cursor = cursor;
  }
}

const MESSAGES: { readonly [fault in StreamFault]: string } = {
  MALFORMED: 'This is not a cursor of the event log: pass one exactly as it was received, or none to start from now.',
  CURSOR_EXPIRED:
    'The log no longer holds every event after this cursor, or never held it: read the present state, then resume from the oldest cursor or from now.',
  LAGGED: 'The subscriber fell too far behind and was cut off: resume from the given cursor, no event is lost.',
};
