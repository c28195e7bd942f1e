// What a repeat of a call is told by.
import { createHash } from 'node:crypto';
import type { GraphValue } from '../../../domain/graph/graph-value.ts';

/** The bytes of a value, wherever they lie: a repeat may have brought them into another file. */
export function valueMark({ type, body }: GraphValue): { readonly type: string; readonly sha256: string; readonly size: number } {
  if ('file' in body) return { type, sha256: body.sha256, size: body.size };
  const bytes = Buffer.from(body.inline, type === 'image' ? 'base64' : 'utf8');
  return { type, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}
