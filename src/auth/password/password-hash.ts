// Passwords as they are stored: scrypt with a salt of their own, and the figures it was made with.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { ScryptTurns } from './scrypt-turns.ts';

/** Cost of one hash: 2^15 blocks of 8, three times over; 32 MiB and about a tenth of a second of one core. */
export const SCRYPT = { logN: 15, r: 8, p: 3 } as const;
/** Longest stored text that is read. */
const MAX_STORED = 300;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const FORM = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]{16,64})\$([A-Za-z0-9_-]{43})$/;
/** What a password is compared with when there is no user or the user has none, so that neither can be told by the time it takes. */
const NOBODY = `scrypt$${SCRYPT.logN}$${SCRYPT.r}$${SCRYPT.p}$${Buffer.alloc(SALT_BYTES, 1).toString('base64url')}$${Buffer.alloc(HASH_BYTES, 1).toString('base64url')}`;

interface Figures {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

// One line for the whole process: the memory and the threads that hashing takes are the process's.
const turns = new ScryptTurns();

/** The text to store. Check the password by `passwordOf` first. Throws `TooManyAttempts` when too many wait. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, SCRYPT);
  return `scrypt$${SCRYPT.logN}$${SCRYPT.r}$${SCRYPT.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Whether it is the password of the stored text; null = there is none, which takes as long to say. Throws `TooManyAttempts` when too many wait. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const known = stored === null || stored.length > MAX_STORED ? null : FORM.exec(stored);
  const [, logN, r, p, salt, hash] = known ?? FORM.exec(NOBODY)!;
  const derived = await derive(password, Buffer.from(salt!, 'base64url'), { logN: Number(logN), r: Number(r), p: Number(p) });
  return timingSafeEqual(derived, Buffer.from(hash!, 'base64url')) && known !== null;
}

/** Whether another password would be turned away just now. */
export function hashingIsBusy(): boolean {
  return turns.isFull;
}

function derive(password: string, salt: Buffer, { logN, r, p }: Figures): Promise<Buffer> {
  const N = 2 ** logN;
  // The same letters come composed or not, as the keyboard has it.
  const text = password.normalize('NFC');
  return turns.take(() => new Promise((resolve, reject) => {
    scrypt(text, salt, HASH_BYTES, { N, r, p, maxmem: 128 * N * r * 2 + 1_048_576 }, (error, hash) => (error ? reject(error) : resolve(hash)));
  }));
}
