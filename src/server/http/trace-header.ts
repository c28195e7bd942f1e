// The header `traceparent` of W3C Trace Context, version 00: which trace of the caller's a request belongs to.
import type { TraceParent } from '../../domain/traced.ts';

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 0x01;

/** The parent that the header names; null when it is absent or not well-formed, and a trace of our own begins. */
export function traceParentOf(header: string | undefined): TraceParent | null {
  const [, version, traceId = '', spanId = '', flags = '00', rest] = FORM.exec(header ?? '') ?? [];
  // Later versions may append fields; 00 and ff may not, and ids of zeros are none.
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined) || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}
