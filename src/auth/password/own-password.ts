// Passwords as those change them who are signed in already: the old one is looked at, the new one hashed.
import { DomainError } from '../../domain/errors.ts';
import { passwordOf } from '../../domain/user.ts';
import { userWithPassword } from '../../store/auth/user.store.ts';
import type { Connection } from '../../store/database.ts';
import { hashPassword, isPassword } from './password-hash.ts';
import { PasswordThrottle } from './password-throttle.ts';
import { TooManyAttempts } from './too-many-attempts.ts';

/** Whose password it is said to be. */
export interface OwnAttempt {
  readonly name: string;
  readonly password: string;
  readonly address: string | null;
}

// A stolen session must not be a way to guess the password: guesses are counted as those at the door are, in this process.
const throttle = new PasswordThrottle(() => performance.now());

/** The epoch in which the password is the user's; null when it is not, or the user has none. Throws LIMIT_EXCEEDED when there were too many wrong ones. */
export async function epochOfPassword(db: Connection, { name, password, address }: OwnAttempt): Promise<number | null> {
  return inTurn(async () => {
    const takeBack = throttle.begin(name, address);
    const looking = (async () => {
      const row = await userWithPassword(db, name);
      return (await isPassword(password.slice(0, MAX_LOOKED_AT), row?.passwordHash ?? null)) ? row : null;
    })();
    // Turned away unheard is not wrong.
    looking.catch(takeBack);
    const row = await looking;
    if (row === null) return null;
    takeBack();
    return row.epoch;
  });
}

/** What to store of a new password. Throws INVALID for one that cannot be, LIMIT_EXCEEDED when too many wait to be hashed. */
export async function newPasswordHash(password: string, field: string): Promise<string> {
  const checked = fieldOf(password, field);
  return inTurn(() => hashPassword(checked));
}

/** Longer ones are no password of anybody's. */
const MAX_LOOKED_AT = 1_024;

function fieldOf(password: string, field: string): string {
  try {
    return passwordOf(password);
  } catch (error) {
    throw error instanceof DomainError ? new DomainError(error.code, error.message, { path: [field], cause: error }) : error;
  }
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof TooManyAttempts ? new DomainError('LIMIT_EXCEEDED', error.message, { cause: error }) : error;
  }
}
