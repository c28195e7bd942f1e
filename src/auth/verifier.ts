// From what was presented to a principal, without any memory: each kind of credential goes to the one check that knows it.
import { hash } from 'node:crypto';
import { assertNever } from '../domain/errors.ts';
import type { Connection } from '../store/database.ts';
import { byClearmlToken } from './clearml-caller.ts';
import { byIkomiaToken } from './ikomia-caller.ts';
import { byIssuedToken, byKey, bySession, isKeyId, keyStanding, type PresentedToken, sessionStanding } from './key-caller.ts';
import type { Credentials } from './credentials.ts';
import { identifyOidc, type OidcProvider, oidcStanding } from './oidc/oidc-tokens.ts';
import { PasswordCheck } from './password/password-check.ts';
import type { Principal } from './principal.ts';
import { hashSecret } from './secret.ts';
import type { OwnTokens } from './token/own-tokens.ts';
import { lookAt, TOKEN_KINDS } from './token/token-claims.ts';

/** What verifying stands on. */
export interface VerifierParts {
  readonly db: Connection;
  readonly own: OwnTokens;
  /** The provider whose tokens are taken; null = none. */
  readonly oidc: OidcProvider | null;
  readonly now: () => number;
  readonly date: () => Date;
}

/** Verifies credentials against the database and the keys. */
export class Verifier {
  readonly #parts: VerifierParts;
  readonly #passwords: PasswordCheck;

  constructor(parts: VerifierParts) {
    this.#parts = parts;
    this.#passwords = new PasswordCheck(parts.db, { now: parts.now });
  }

  /** What an answer may be remembered by: hashes, because the memory of a process is not a place to keep secrets. Null = there is nothing to ask. */
  questionOf({ presented, address }: Credentials): string | null {
    switch (presented.kind) {
      case 'NONE': case 'UNREADABLE': return null;
      case 'KEY': return `key ${presented.key.id}.${hashSecret(presented.key.secret)}`;
      case 'TOKEN': return `${presented.fromCookie ? 'cookie' : 'token'} ${hash('sha256', presented.token, 'base64url')}`;
      case 'CLEARML_TOKEN': return `clearml ${hash('sha256', presented.token, 'base64url')}`;
      case 'IKOMIA_TOKEN': return `ikomia ${hash('sha256', presented.token, 'base64url')}`;
      case 'PASSWORD': return `password ${this.#passwords.questionOf({ ...presented, address })}`;
      default: return assertNever(presented);
    }
  }

  /** Who it is, or null. Throws `TooManyAttempts` for a password that is not looked at; rejects else only when the database does. */
  async verify({ presented, address }: Credentials): Promise<Principal | null> {
    const { db } = this.#parts;
    switch (presented.kind) {
      case 'NONE': case 'UNREADABLE': return null;
      case 'KEY': return await byKey(db, presented.key);
      case 'TOKEN': return await this.#byToken(presented);
      case 'CLEARML_TOKEN': return await byClearmlToken(db, this.#parts.own, { token: presented.token, now: this.#parts.date() });
      case 'IKOMIA_TOKEN': return await byIkomiaToken(db, this.#parts.own, { token: presented.token, now: this.#parts.date() });
      // What looks like a key and has the id of one is no password: programs send keys so at every call, and none of them may cost a hash.
      case 'PASSWORD': return presented.key !== null && (await isKeyId(db, presented.key.id)) ? await byKey(db, presented.key) : await this.#passwords.verify({ ...presented, address });
      default: return assertNever(presented);
    }
  }

  /** Seconds after which these credentials would be looked at; null = now. What may be a key is looked at whatever its neighbours guess. */
  waitFor({ presented, address }: Credentials): number | null {
    return presented.kind === 'PASSWORD' && presented.key === null ? this.#passwords.waitFor({ ...presented, address }) : null;
  }

  /** What the principal is now, or null when it is nobody any more. */
  async standing(principal: Principal): Promise<Principal | null> {
    const { db } = this.#parts;
    switch (principal.authenticatedBy) {
      case 'OPEN': return principal;
      case 'KEY': case 'TOKEN': return await keyStanding(db, principal);
      case 'SESSION': return await sessionStanding(db, principal);
      case 'PASSWORD': return await this.#passwords.standing(principal);
      case 'OIDC': return await oidcStanding(db, principal);
      default: return assertNever(principal.authenticatedBy);
    }
  }

  /** By the kind that the token says it is, before anything else is looked at: one kind is never tried as another. */
  async #byToken({ token, fromCookie }: { token: string; fromCookie: boolean }): Promise<Principal | null> {
    const { db, own, oidc, date } = this.#parts;
    const presented: PresentedToken = { token, now: date() };
    const kind = lookAt(token)?.tok;
    if (kind === TOKEN_KINDS.session) return await bySession(db, own, presented);
    // A cookie carries sessions only: what else is in it nobody of ours has put there.
    if (fromCookie) return null;
    if (kind === TOKEN_KINDS.issued) return await byIssuedToken(db, own, presented);
    return kind === undefined && oidc !== null ? await identifyOidc(db, oidc, presented) : null;
  }
}
