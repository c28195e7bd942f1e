// Everything that our own tokens are signed and checked with.
import type { Connection } from '../../store/database.ts';
import type { Issuer } from './issued-token.ts';
import { SigningKeys } from './signing-keys.ts';

/** The keys of both kinds of tokens, and the issuer of those for others. */
export interface OwnTokens {
  /** Sign sessions, and tokens of the ClearML dialect: the claim `tok` keeps them apart. */
  readonly sessions: SigningKeys;
  /** Sign what the issuer gives for access keys. */
  readonly issued: SigningKeys;
  /** Asked at each use: the address is not known before the server listens. */
  readonly issuer: () => Issuer;
}

/** Keys that are made in the database when first needed. */
export function openOwnTokens(db: Connection, options: { readonly issuer: () => Issuer; readonly now?: () => number }): OwnTokens {
  const { issuer, now = () => performance.now() } = options;
  return { sessions: new SigningKeys(db, 'HMAC', { now }), issued: new SigningKeys(db, 'RSA', { now }), issuer };
}
