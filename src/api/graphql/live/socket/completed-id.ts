// Which operation a message of a client completes: the protocol library tells nobody of it while a query is executed.
import { MAX_OPERATION_ID } from '../live-limits.ts';

/** Longest `complete` that is looked at, characters: each of the id may be written as an escape of six. */
const MAX_COMPLETE = 6 * MAX_OPERATION_ID + 100;

/** The id of a `complete` message; null for all other messages, and for what is no message at all. */
export function completedId(text: string): string | null {
  if (text.length > MAX_COMPLETE || !text.includes('"complete"')) return null;
  try {
    const message = JSON.parse(text) as { readonly type?: unknown; readonly id?: unknown } | null;
    return message?.type === 'complete' && typeof message.id === 'string' ? message.id : null;
  } catch {
    return null; // the protocol answers it with 4400
  }
}
