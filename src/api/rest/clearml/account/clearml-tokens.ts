// Tokens of the ClearML dialect as its calls see them; the server hands in what signs them.
import type { Caller } from '../../../../domain/call.ts';

/** Makes tokens; the authenticator reads them. */
export interface ClearmlTokens {
  /** A token for a caller, on the key that he came with, with the claims that clients decode. */
  issue(caller: Caller, options: { readonly seconds: number; readonly claims: Readonly<Record<string, unknown>> }): Promise<string>;
}
