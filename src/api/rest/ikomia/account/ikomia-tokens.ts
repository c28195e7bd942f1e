// Tokens for deployments as the calls see them; the server hands in what signs them.
import type { Caller, DeploymentScope } from '../../../../domain/call.ts';

/** Makes tokens. */
export interface IkomiaTokens {
  /** A token for a caller on the key that he came with, which opens that deployment alone. */
  issue(caller: Caller, options: { readonly scope: DeploymentScope; readonly seconds: number }): Promise<string>;
}
