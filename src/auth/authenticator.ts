// Who a caller is, whatever it presents: an access key, a password, a session, a token; or in open mode the user `local`.
import type { Actor } from '../domain/access.ts';
import type { Connection } from '../store/database.ts';
import type { Credentials } from './credentials.ts';
import type { OidcProvider } from './oidc/oidc-tokens.ts';
import { TooManyAttempts } from './password/too-many-attempts.ts';
import { type Principal, standsAs } from './principal.ts';
import { parseKey } from './secret.ts';
import { ShortCache } from './short-cache.ts';
import { openOwnTokens, type OwnTokens } from './token/own-tokens.ts';
import { Verifier } from './verifier.ts';

/** Longest time, in milliseconds, for which a decision is used again; what was revoked, disabled or granted otherwise works at most this long. */
export const KEY_TTL_MS = 5_000;
/** Longest time, in milliseconds, for which it is believed of a connection that its caller still stands: with the time between two looks less than `KEY_TTL_MS`. */
export const STANDING_TTL_MS = 1_000;
/** Most callers remembered at a time. */
export const MAX_REMEMBERED_KEYS = 1_000;

/** How callers are told apart: `open` not at all, `keys` by what this server gave out, `oidc` also by tokens of a provider. */
export type AuthenticatorMode = 'open' | 'keys' | 'oidc';

/** Decides who calls. Rejects only when the database does. */
export interface Authenticator {
  readonly mode: AuthenticatorMode;
  /** The caller, or null = nobody: answer 401. In open mode always the user `local`, whatever was presented. */
  identify(credentials: Credentials): Promise<Principal | null>;
  /** The same in every mode, for what open mode does not open; throws `TooManyAttempts` for a password that is not looked at. */
  verify(credentials: Credentials): Promise<Principal | null>;
  /** The caller by the text of a key, `<key id>.<secret>`, in every mode; for runners. */
  identifyKey(presented: string | null): Promise<Principal | null>;
  /** Seconds after which a password would be looked at, to be answered 429 with `Retry-After`; null = now, and for all other credentials. */
  waitFor(credentials: Credentials): number | null;
  /** False once the principal has ended or may do something else than before, at most `STANDING_TTL_MS` late; for connections that stay open. */
  isCurrent(principal: Principal): Promise<boolean>;
  /** Forgets what is remembered of a principal, so that its end counts at once on this server. */
  forget(principal: Principal): void;
}

/** What an authenticator stands on. */
export interface AuthenticatorOptions {
  readonly mode: AuthenticatorMode;
  readonly db: Connection;
  /** The caller of open mode. */
  readonly local: Actor;
  /** What our own tokens are signed with. @default keys of the database, without an issuer whose tokens could be taken */
  readonly own?: OwnTokens;
  /** The provider of mode `oidc`. @default none */
  readonly oidc?: OidcProvider | null;
  /** Monotonic milliseconds; tests bring their own. @default performance.now */
  readonly now?: () => number;
  /** Time of day, by which tokens end. @default the system's */
  readonly date?: () => Date;
}

/** An authenticator with a short memory of its own. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { mode, db, local, now = () => performance.now(), date = () => new Date() } = options;
  const own = options.own ?? openOwnTokens(db, { issuer: () => ({ url: 'about:blank', audience: 'nobody' }), now });
  const verifier = new Verifier({ db, own, oidc: mode === 'oidc' ? (options.oidc ?? null) : null, now, date });
  const limits = { ttlMs: KEY_TTL_MS, limit: MAX_REMEMBERED_KEYS, now };
  // Only good answers are kept: a key made a moment after it was tried must work at once.
  const principals = new ShortCache<Principal | null>({ ...limits, keep: (answer) => answer !== null });
  const standings = new ShortCache<Principal | null>({ ...limits, ttlMs: STANDING_TTL_MS, keep: () => true });
  const isOver = ({ expiresAt }: Principal): boolean => expiresAt !== null && expiresAt.getTime() <= date().getTime();
  const verify = async (credentials: Credentials): Promise<Principal | null> => {
    const question = verifier.questionOf(credentials);
    const found = question === null ? null : await principals.get(question, () => verifier.verify(credentials));
    return found === null || isOver(found) ? null : { ...found, lockKey: credentials.lockKey };
  };
  return {
    mode,
    verify,
    identify: (credentials) => (mode === 'open' ? Promise.resolve(localPrincipal(local, credentials)) : orNobody(verify(credentials))),
    async identifyKey(presented) {
      const key = presented === null ? null : parseKey(presented);
      return key === null ? null : await verify({ presented: { kind: 'KEY', key }, lockKey: null, address: null });
    },
    waitFor: (credentials) => (mode === 'open' ? null : verifier.waitFor(credentials)),
    async isCurrent(principal) {
      if (principal.keyId === null) return true;
      if (isOver(principal)) return false;
      const standing = await standings.get(standingQuestion(principal), () => verifier.standing(principal));
      return standing !== null && standsAs(standing, principal);
    },
    forget({ keyId }) {
      principals.drop((answer) => answer !== null && answer.keyId === keyId);
      standings.drop((answer) => answer !== null && answer.keyId === keyId);
    },
  };
}

// Role and user belong to the question: of the same holder's tokens one may have another role than the other, or act for somebody else.
function standingQuestion({ keyId, authenticatedBy, actor }: Principal): string {
  return `${authenticatedBy} ${actor.role} ${actor.userId} ${keyId}`;
}

function localPrincipal(local: Actor, { lockKey }: Credentials): Principal {
  return { actor: local, keyId: null, lockKey, authenticatedBy: 'OPEN', expiresAt: null, epoch: null };
}

async function orNobody(answer: Promise<Principal | null>): Promise<Principal | null> {
  try {
    return await answer;
  } catch (error) {
    // The front door has answered 429 where it saw this coming; what comes through in the same moment is nobody.
    if (error instanceof TooManyAttempts) return null;
    throw error;
  }
}
