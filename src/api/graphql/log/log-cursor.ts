// Cursors of a task's output: a place in its lines, of use in that task's log and live log alike.
import type { LogPosition } from '../../../domain/attempt/log-line.ts';
import type { CursorCodec } from '../../../engine/read/page-cursor.ts';

/** Longest cursor that is looked at at all. */
const MAX_LOG_CURSOR_LENGTH = 100;

/** base64url of `1.<generation>.<n>`. */
export function encodeLogCursor({ generation, n }: LogPosition): string {
  return Buffer.from(`1.${generation}.${n}`).toString('base64url');
}

/** Reads a cursor; null when it was not made by `encodeLogCursor`. */
export function decodeLogCursor(text: string): LogPosition | null {
  if (text.length > MAX_LOG_CURSOR_LENGTH) return null;
  const match = /^1\.(\d{1,9})\.(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString('latin1'));
  return match ? { generation: Number(match[1]), n: Number(match[2]) } : null;
}

/** The same cursors for the connection of a task's lines. */
export const LOG_CURSORS: CursorCodec = {
  encode: (line) => encodeLogCursor(line as LogPosition),
  decode(text) {
    const position = decodeLogCursor(text);
    return position && [position.generation, position.n];
  },
};
