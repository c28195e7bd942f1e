// Everything by which callers become principals, built from the settings.
import { type Authenticator, createAuthenticator } from '../../auth/authenticator.ts';
import type { OidcProvider } from '../../auth/oidc/oidc-tokens.ts';
import { ProviderKeys } from '../../auth/oidc/provider-keys.ts';
import { openOwnTokens, type OwnTokens } from '../../auth/token/own-tokens.ts';
import type { Config } from '../../config.ts';
import type { Actor } from '../../domain/access.ts';
import type { Database } from '../../store/database.ts';
import type { Room } from '../http/front-door.ts';
import { callerGuard, type DoorJudge } from './caller-guard.ts';
import { issuerRooms } from './issuer-rooms.ts';
import { sessionRoom } from './session-room.ts';

/** What callers stand on. */
export interface CallerParts {
  readonly database: Database;
  readonly localActor: Actor;
  /** Address of the server for this machine, once it listens. */
  readonly ownUrl: () => string;
  readonly log: { warn(fields: object, message: string): void };
}

/** The authenticator, and what the front door needs besides. */
export interface Callers {
  readonly authenticator: Authenticator;
  /** What our own tokens are signed with. */
  readonly own: OwnTokens;
  /** Refuses requests before their room sees them, upgrades too. */
  readonly judge: DoorJudge;
  /** `/session` and `/oidc/…`, by exact path. */
  readonly rooms: Readonly<Record<string, Room>>;
}

/** Opens them. */
export function openCallers(config: Config, { database: db, localActor: local, ownUrl, log }: CallerParts): Callers {
  const { publicUrl, sessionHours: hours, oidcAudience: audience } = config;
  const own = openOwnTokens(db, { issuer: () => ({ url: `${publicUrl ?? ownUrl()}/oidc`, audience }) });
  const authenticator = createAuthenticator({ mode: config.auth, db, local, own, oidc: providerOf(config, log) });
  return {
    authenticator,
    own,
    judge: callerGuard(authenticator, { publicUrl }),
    rooms: { '/session': sessionRoom({ authenticator, own, db, hours, publicUrl }), ...issuerRooms({ authenticator, own }) },
  };
}

function providerOf(config: Config, log: CallerParts['log']): OidcProvider | null {
  const { auth, oidcIssuer: issuer, oidcAudience: audience, oidcRolesClaim: rolesClaim, oidcRoles: roles } = config;
  if (auth !== 'oidc' || issuer === null) return null;
  const keys = new ProviderKeys({ issuer, now: () => performance.now(), warn: (error, message) => log.warn({ error }, message) });
  return { keys, rules: { issuer, audience, rolesClaim, roles } };
}
