// Conditional and partial reads of bytes that never change (RFC 9110): which part is asked for, and whether the caller has it already.

/** What a `Range` header comes to; both ends are included. */
export type AskedRange = { readonly kind: 'WHOLE' } | { readonly kind: 'PART'; readonly first: number; readonly last: number } | { readonly kind: 'UNSATISFIABLE' };

const WHOLE: AskedRange = { kind: 'WHOLE' };
const SINGLE = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i;

/** The part of `size` bytes that a header asks for. What is no single range of bytes is ignored, as the standard allows, so that everything is sent. */
export function askedRange(header: string | undefined, size: number): AskedRange {
  const match = header === undefined ? null : SINGLE.exec(header);
  if (match === null) return WHOLE;
  const [from, to] = [match[1]!, match[2]!];
  if (from === '') return to === '' ? WHOLE : suffix(Number(to), size);
  const first = Number(from);
  if (to !== '' && Number(to) < first) return WHOLE;
  if (first >= size) return { kind: 'UNSATISFIABLE' };
  return { kind: 'PART', first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

/** The entity tag of bytes: their hash, strong. */
export function entityTag(sha256: string): string {
  return `"${sha256}"`;
}

/** Whether an `If-None-Match` header names the tag, so that the caller has these bytes. */
export function namesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

/** Whether `Range` counts beside this `If-Range` header: without one it does, and else only for the very same bytes. */
export function rangeCounts(ifRange: string | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange.trim() === tag;
}

function suffix(length: number, size: number): AskedRange {
  if (length === 0 || size === 0) return { kind: 'UNSATISFIABLE' };
  return { kind: 'PART', first: Math.max(0, size - length), last: size - 1 };
}
