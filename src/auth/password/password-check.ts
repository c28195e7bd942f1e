// Names and passwords: hashed when first presented, remembered while they stay right, counted when wrong.
import { createHmac, randomBytes } from 'node:crypto';
import { PASSWORD_LENGTH, MAX_USER_NAME } from '../../domain/user.ts';
import type { StandingRow } from '../../store/auth/standing.ts';
import { type PasswordRow, standingOfUser, userWithPassword } from '../../store/auth/user.store.ts';
import type { Connection } from '../../store/database.ts';
import { actorOf, type Principal, principalOf } from '../principal.ts';
import { hashingIsBusy, isPassword } from './password-hash.ts';
import { PasswordThrottle } from './password-throttle.ts';

/** A name and a password, and where they come from. */
export interface PasswordAttempt {
  readonly name: string;
  readonly password: string;
  readonly address: string | null;
}

/** Most passwords whose being right is remembered; the one remembered longest goes first. */
export const MAX_REMEMBERED_PASSWORDS = 1_000;

/** The right answers of this process. A password is remembered as a keyed hash whose key no other process has. */
export class PasswordCheck {
  readonly #db: Connection;
  readonly #throttle: PasswordThrottle;
  readonly #salt = randomBytes(32);
  /** Epoch of the user in which the password was right. */
  readonly #right = new Map<string, number>();

  constructor(db: Connection, options: { now: () => number }) {
    this.#db = db;
    this.#throttle = new PasswordThrottle(options.now);
  }

  /** What an attempt is remembered by. */
  questionOf({ name, password }: PasswordAttempt): string {
    return createHmac('sha256', this.#salt).update(`${name}\0${password}`).digest('base64url');
  }

  /** Seconds after which the attempt would be looked at; null = now. */
  waitFor(attempt: PasswordAttempt): number | null {
    if (this.#right.has(this.questionOf(attempt))) return null;
    return this.#throttle.waitFor(attempt.name, attempt.address) ?? (hashingIsBusy() ? 1 : null);
  }

  /** Whose password it is, or null. Throws `TooManyAttempts` without looking at it when there were too many wrong ones. */
  async verify(attempt: PasswordAttempt): Promise<Principal | null> {
    const question = this.questionOf(attempt);
    const row = await this.#rowOf(attempt);
    if (row !== null && row.passwordHash !== null && this.#right.get(question) === row.epoch) return byPassword(row);
    this.#right.delete(question);
    const takeBack = this.#throttle.begin(attempt.name, attempt.address);
    const principal = await judged(attempt, row).catch((error: unknown) => {
      // Turned away unheard is not wrong.
      takeBack();
      throw error;
    });
    if (principal === null || row === null) return null;
    takeBack();
    this.#remember(question, row.epoch);
    return principal;
  }

  /** The same principal, as the user and the password stand now. */
  async standing(principal: Principal): Promise<Principal | null> {
    const row = await standingOfUser(this.#db, principal.actor.userId);
    return row === null ? null : byPassword(row);
  }

  async #rowOf({ name, password }: PasswordAttempt): Promise<PasswordRow | null> {
    const fits = name.length <= MAX_USER_NAME && name.isWellFormed() && !name.includes('\0') && password.length <= PASSWORD_LENGTH.max * 2;
    return fits ? await userWithPassword(this.#db, name) : null;
  }

  #remember(question: string, epoch: number): void {
    this.#right.set(question, epoch);
    for (const oldest of this.#right.keys()) {
      if (this.#right.size <= MAX_REMEMBERED_PASSWORDS) return;
      this.#right.delete(oldest);
    }
  }
}

/** Hashes also when there is no user: who has an account here is not for everybody to know. */
async function judged({ password }: PasswordAttempt, row: PasswordRow | null): Promise<Principal | null> {
  return (await isPassword(password, row?.passwordHash ?? null)) && row !== null ? byPassword(row) : null;
}

function byPassword(row: StandingRow): Principal | null {
  return principalOf(actorOf(row, row.userRole), { authenticatedBy: 'PASSWORD', keyId: `password:${row.userId}`, epoch: row.epoch });
}
