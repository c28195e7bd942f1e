// Content types: what the first bytes say counts for more than what was claimed, and only what a browser cannot be harmed by is shown in place.
import { FILE_LIMITS } from './file.ts';

/** How many of the first bytes are looked at. */
export const SNIFFED_BYTES = 4_096;

/** The type of what nothing more is known of. */
export const PLAIN_BYTES = 'application/octet-stream';

/** Types that are shown in place; all others are handed out for saving. HTML and SVG are not here: they carry scripts. */
export const INLINE_TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'text/plain']);

/** Claims that text may be shown for; the types of documents that can carry scripts are kept as claimed, and handed out for saving. */
const TEXT_CLAIMS: ReadonlySet<string> = new Set(['text/plain', 'text/x-log', 'text/x-python', 'text/x-yaml']);

const FORM = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;

/** Marks that files of a type begin with; `at` is the place of the mark. */
const MARKS: readonly { readonly type: string; readonly parts: readonly { readonly at: number; readonly text: string }[] }[] = [
  { type: 'image/png', parts: [{ at: 0, text: '\x89PNG\r\n\x1a\n' }] },
  { type: 'image/jpeg', parts: [{ at: 0, text: '\xff\xd8\xff' }] },
  { type: 'image/gif', parts: [{ at: 0, text: 'GIF87a' }] },
  { type: 'image/gif', parts: [{ at: 0, text: 'GIF89a' }] },
  { type: 'image/webp', parts: [{ at: 0, text: 'RIFF' }, { at: 8, text: 'WEBP' }] },
  { type: 'application/pdf', parts: [{ at: 0, text: '%PDF-' }] },
];

/** The type that a file is kept with, from what was claimed and from its first bytes. A claim that the bytes belie is not kept. */
export function contentTypeOf(claimed: string | null, head: Uint8Array): string {
  const marked = MARKS.find(({ parts }) => parts.every(({ at, text }) => startsAt(head, at, text)))?.type;
  if (marked !== undefined) return marked;
  const type = typeOfClaim(claimed);
  if (TEXT_CLAIMS.has(type)) return isText(head) ? 'text/plain' : PLAIN_BYTES;
  return INLINE_TYPES.has(type) || type === 'application/pdf' ? PLAIN_BYTES : type;
}

/** Whether a kept type is shown in place. */
export function isInline(contentType: string): boolean {
  return INLINE_TYPES.has(contentType);
}

/** The type for the `Content-Type` header. */
export function headerType(contentType: string): string {
  return contentType === 'text/plain' ? 'text/plain; charset=utf-8' : contentType;
}

/** The claim without its parameters, or the type of plain bytes when it is no type. */
function typeOfClaim(claimed: string | null): string {
  const type = (claimed ?? '').split(';', 1)[0]!.trim().toLowerCase();
  return type.length <= FILE_LIMITS.contentType && FORM.test(type) ? type : PLAIN_BYTES;
}

function startsAt(head: Uint8Array, at: number, text: string): boolean {
  return head.length >= at + text.length && [...text].every((sign, i) => head[at + i] === sign.charCodeAt(0));
}

/** UTF-8 without control characters other than those of layout; the last character may be cut. */
function isText(head: Uint8Array): boolean {
  if (head.subarray(0, SNIFFED_BYTES).some((byte) => byte < 0x20 && !LAYOUT.has(byte))) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, SNIFFED_BYTES), { stream: true });
    return true;
  } catch {
    return false; // not UTF-8: the caller keeps it as plain bytes
  }
}

/** Tab, line feed, form feed, carriage return, escape (colours of terminals). */
const LAYOUT: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
