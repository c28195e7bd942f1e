// Tokens of the ClearML dialect as its calls see them; the server hands in what signs and reads them.
import type { Caller } from '../../../../domain/call.ts';

/** Makes and reads tokens. */
export interface ClearmlTokens {
  /** A token for a caller, on the key that he came with, with the claims that clients decode. */
  issue(caller: Caller, options: { readonly seconds: number; readonly claims: Readonly<Record<string, unknown>> }): Promise<string>;
  /** The id of the user whose token it is now; null when it is none of ours, over or revoked. */
  userOf(token: string): Promise<string | null>;
}
