// Which stretch of a list: pages by number, or a scroll that goes on where it was left.
import { ClearmlError } from '../clearml-error.ts';

/** Objects of a page unless fewer are asked for, and at most. */
export const MAX_PAGE = 500;
/** Objects that a scroll brings again from its beginning, at most. */
export const MAX_REFRESHED = 10_000;
/** Beyond this nothing is looked for: no list is so long. */
const MAX_OFFSET = 1_000_000_000;

/** A stretch. */
export interface Stretch {
  readonly offset: number;
  readonly limit: number;
  /** Whether the answer says how to go on. */
  readonly isScroll: boolean;
}

/** Reads `page` and `page_size`, or `size` with `scroll_id`, `refresh_scroll` or `start`. Throws VALIDATION and INVALID_SCROLL_ID. */
export function readStretch(kind: string, input: Readonly<Record<string, unknown>>): Stretch {
  const size = wholeOf(input, 'size', 1);
  if (size !== null) return scrolled(kind, input, Math.min(size, MAX_PAGE));
  const limit = Math.min(wholeOf(input, 'page_size', 1) ?? MAX_PAGE, MAX_PAGE);
  return { offset: Math.min((wholeOf(input, 'page', 0) ?? 0) * limit, MAX_OFFSET), limit, isScroll: false };
}

/** The id with which the next stretch is asked for. It says how far the scroll has come, and is kept nowhere: it never expires. */
export function scrollIdAfter(kind: string, stretch: Stretch, found: number): string {
  return Buffer.from(`${kind}.${stretch.offset + found}`).toString('base64url');
}

function scrolled(kind: string, input: Readonly<Record<string, unknown>>, size: number): Stretch {
  const start = wholeOf(input, 'start', 0);
  if (start !== null) return { offset: Math.min(start, MAX_OFFSET), limit: size, isScroll: false };
  const position = input['scroll_id'] == null ? 0 : positionOf(kind, input['scroll_id']);
  if (input['refresh_scroll'] !== true) return { offset: position, limit: size, isScroll: true };
  return { offset: 0, limit: Math.min(Math.max(size, position), MAX_REFRESHED), isScroll: true };
}

function positionOf(kind: string, given: unknown): number {
  const text = typeof given === 'string' && given.length <= 100 ? Buffer.from(given, 'base64url').toString('utf8') : '';
  const position = text.startsWith(`${kind}.`) ? text.slice(kind.length + 1) : '';
  if (!/^\d{1,10}$/.test(position)) throw new ClearmlError('INVALID_SCROLL_ID', 'Invalid scroll id: begin with scroll_id null');
  return Math.min(Number(position), MAX_OFFSET);
}

function wholeOf(input: Readonly<Record<string, unknown>>, name: string, least: number): number | null {
  const value = input[name];
  if (value == null) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) throw new ClearmlError('VALIDATION', `Validation error: ${name}: must be a whole number of at least ${least}`);
  return value;
}
