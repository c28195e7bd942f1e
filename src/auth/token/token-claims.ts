// A first look at a token, before any key is chosen: which kind it says it is.
import { decodeJwt, decodeProtectedHeader } from 'jose';

/** Kinds of tokens that we make, as their claim `tok` says; every verifier takes one kind and no other. */
export const TOKEN_KINDS = { session: 'session', issued: 'issued', clearml: 'clearml', ikomia: 'ikomia', object: 'object' } as const;

/** What an unverified token says of itself; good for choosing a verifier and for nothing else. */
export interface TokenLook {
  /** Its claim `tok`; undefined = it has none, as tokens of others. */
  readonly tok: unknown;
  readonly kid: string | undefined;
}

/** Looks at a token; null when it is none. */
export function lookAt(token: string): TokenLook | null {
  try {
    const { kid } = decodeProtectedHeader(token);
    return { tok: decodeJwt(token).tok, kid };
  } catch {
    // Anybody may send anything: what cannot be read is nobody's token, and there is nothing to tell the log.
    return null;
  }
}
