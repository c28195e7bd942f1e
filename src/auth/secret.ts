// The text of an access key: `<key id>.<secret>`, made at random, read with care, compared in constant time.
import { hash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** Characters of a key id that we make. */
export const KEY_ID_LENGTH = 20;
/** Bits of a secret that we make: beyond guessing, so one SHA-256 is enough and costs a busy client nothing. */
export const SECRET_BITS = 160;
/** Longest text that is looked at: 64 characters of id, a dot, 128 of secret. */
export const MAX_KEY_TEXT = 193;

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const FORM = /^([A-Za-z0-9_-]{4,64})\.([A-Za-z0-9_-]{16,128})$/;

/** A key as its holder presents it. */
export interface KeyText {
  readonly id: string;
  readonly secret: string;
}

/** A new key; the secret exists nowhere else. */
export function mintKeyText(): KeyText {
  const id = Array.from({ length: KEY_ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');
  return { id, secret: randomBytes(SECRET_BITS / 8).toString('base64url') };
}

/** The one text people copy. */
export function formatKey(key: KeyText): string {
  return `${key.id}.${key.secret}`;
}

/** Reads a presented text; null when it cannot be a key of ours. */
export function parseKey(text: string): KeyText | null {
  const match = text.length <= MAX_KEY_TEXT ? FORM.exec(text) : null;
  return match ? { id: match[1]!, secret: match[2]! } : null;
}

/** What is stored of a secret: its SHA-256 as hexadecimal digits. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Whether the secret is the stored one, in a time that does not tell where they differ. */
export function isSecret(secret: string, storedHash: string): boolean {
  const stored = Buffer.from(storedHash, 'hex');
  const presented = Buffer.from(hashSecret(secret), 'hex');
  return stored.length === presented.length && timingSafeEqual(stored, presented);
}
