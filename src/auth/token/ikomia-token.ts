// Tokens for one deployment: programs that call it show them, and they open nothing else.
import { jwtVerify, SignJWT } from 'jose';
import type { DeploymentScope } from '../../domain/call.ts';
import type { SigningKeys } from './signing-keys.ts';
import { lookAt, TOKEN_KINDS } from './token-claims.ts';

/** Seconds by which the clocks of our servers may differ. */
const TOLERANCE_SECONDS = 5;

/** A token to make. */
export interface IkomiaTokenWish {
  /** The access key it is given for; null in open mode. */
  readonly keyId: string | null;
  readonly userId: string;
  readonly scope: DeploymentScope;
  readonly seconds: number;
  readonly now: Date;
}

/** A token that came back and was verified. */
export interface IkomiaToken {
  readonly keyId: string | null;
  readonly userId: string;
  readonly scope: DeploymentScope;
  readonly expiresAt: Date;
}

/** Signs one. The deployment is named by its id: one that is made anew under the same name is another. */
export async function signIkomiaToken(keys: SigningKeys, { keyId, userId, scope, seconds, now }: IkomiaTokenWish): Promise<string> {
  const key = await keys.current();
  return await new SignJWT({ tok: TOKEN_KINDS.ikomia, key: keyId, user: userId, dep: scope.deploymentId, storage: scope.storage })
    .setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: 'JWT' })
    .setIssuedAt(now).setExpirationTime(new Date(now.getTime() + seconds * 1_000))
    .sign(key.signs);
}

/** Reads one; null when it is of another kind or key, changed or over. Whether its key and its user still stand, their rows say. */
export async function readIkomiaToken(keys: SigningKeys, presented: { readonly token: string; readonly now: Date }): Promise<IkomiaToken | null> {
  const look = lookAt(presented.token);
  if (look?.tok !== TOKEN_KINDS.ikomia || look.kid === undefined) return null;
  const key = await keys.byId(look.kid);
  if (key === null) return null;
  try {
    const { payload } = await jwtVerify(presented.token, key.verifies, { algorithms: [key.algorithm], clockTolerance: TOLERANCE_SECONDS, currentDate: presented.now, requiredClaims: ['iat', 'exp', 'user', 'dep'] });
    const { tok, key: keyId, user, dep, storage, exp } = payload;
    if (tok !== TOKEN_KINDS.ikomia || typeof user !== 'string' || typeof dep !== 'string' || exp === undefined) return null;
    return { keyId: typeof keyId === 'string' ? keyId : null, userId: user, scope: { deploymentId: dep, storage: storage === true }, expiresAt: new Date(exp * 1_000) };
  } catch {
    // Whatever is wrong with it, it is nobody's; the database was asked outside.
    return null;
  }
}
