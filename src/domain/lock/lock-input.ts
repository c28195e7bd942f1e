// What a lock is asked for with, checked: scope, note, key and duration.
import { type InputPath, integerAt, invalid, optional, textAt, wordAt } from '../input/check.ts';
import { MAX_NAME } from '../input/spec-input.ts';
import { LOCK_KINDS, type LockKind } from './lab-lock.ts';

/** Longest note, in characters. */
export const MAX_LOCK_NOTE = 500;
/** Longest duration of a lock that ends by itself: a year. */
export const MAX_LOCK_SECONDS = 31_536_000;
/** Longest text of presented keys that is looked at, and most keys in it. */
export const MAX_LOCK_KEYS_TEXT = 2_100;
export const MAX_LOCK_KEYS = 8;

const KEY_FORM = /^[A-Za-z0-9_.~+/=-]{16,256}$/;

/** What a lock is asked for: which of the names belongs to the kind is checked. */
export interface LockScopeInput {
  readonly kind: LockKind;
  readonly projectId?: string | undefined;
  readonly queueId?: string | undefined;
  readonly deck?: string | undefined;
}

const NAMED: Readonly<Record<LockKind, 'projectId' | 'queueId' | 'deck' | null>> = { EVERYTHING: null, PROJECT: 'projectId', QUEUE: 'queueId', DECK: 'deck' };

/** The scope with exactly the name that its kind needs. Throws INVALID. */
export function lockScopeAt(value: LockScopeInput, path: InputPath): LockScopeInput {
  const kind = wordAt(value.kind, [...path, 'kind'], LOCK_KINDS);
  const needed = NAMED[kind];
  for (const field of ['projectId', 'queueId', 'deck'] as const) {
    if (field !== needed && value[field] != null) invalid([...path, field], `has no meaning for a lock on ${kind}; leave it out`);
  }
  if (needed === null) return { kind };
  return { kind, [needed]: textAt(value[needed] ?? '', [...path, needed], { min: 1, max: MAX_NAME }) };
}

/** A note for those whom the lock keeps out. */
export function lockNoteAt(value: unknown, path: InputPath): string {
  return optional(value, (text) => textAt(text, path, { max: MAX_LOCK_NOTE }), '');
}

/** Seconds after which it ends by itself; null = when it is released. */
export function lockSecondsAt(value: unknown, path: InputPath): number | null {
  return optional(value, (seconds) => integerAt(seconds, path, { min: 1, max: MAX_LOCK_SECONDS }), null);
}

/** A key that somebody has chosen: 16 to 256 characters that a header can carry, none of them a comma. */
export function lockKeyAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 16, max: 256, pattern: KEY_FORM, form: 'made of letters, digits and _ . ~ + / = -' });
}

/** The keys that a call presents, separated by commas; what is too long or too many presents nothing, as a wrong key does. */
export function presentedKeys(text: string | null): readonly string[] {
  if (text === null || text.length > MAX_LOCK_KEYS_TEXT) return [];
  const keys = text.split(',').map((key) => key.trim()).filter((key) => key !== '');
  return keys.length > MAX_LOCK_KEYS ? [] : keys;
}
