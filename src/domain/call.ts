// Calls from outside: who makes one, and by which way it came in. Every transport makes these, decisions and the audit read them.
import type { Actor } from './access.ts';

/** Ways in. INSIDE = the server's own work, such as its start. */
export const TRANSPORTS = ['HTTP', 'WEBSOCKET', 'STREAM', 'REST', 'DISPATCH', 'COMMAND_LINE', 'INSIDE'] as const;
/** A way in. */
export type Transport = (typeof TRANSPORTS)[number];

/** What a token for one deployment opens, and nothing else anywhere. */
export interface DeploymentScope {
  readonly deploymentId: string;
  /** Whether it opens the storage of deployments too. */
  readonly storage: boolean;
}

/** A caller that was let in. */
export interface Caller {
  readonly actor: Actor;
  /** The access key or session that says so; null for the user of open mode. */
  readonly keyId: string | null;
  /** What opens a lock that somebody has put on a part of the system; null when the caller presents none. */
  readonly lockKey?: string | null;
  /** When what says so ends by itself; absent and null = never. */
  readonly expiresAt?: Date | null;
  /** The one deployment that he is kept to, by a token that only its own room takes; absent and null = to none. */
  readonly scope?: DeploymentScope | null;
}

/** How one call came in. */
export interface CallOrigin {
  readonly transport: Transport;
  /** Names the call in the log of the process, in masked errors and in `X-Request-Id`; not the client's own id of a command. */
  readonly callId: string;
  readonly keyId: string | null;
  readonly lockKey: string | null;
  /** When what the caller has shown ends by itself; absent and null = never. */
  readonly expiresAt?: Date | null;
  /** Network address of the peer; null when it is not known. */
  readonly address: string | null;
}

/** What callers of sessions have before the session's id in their `keyId`. */
export const SESSION_PREFIX = 'session:';

/**
 * What limits of a caller are counted by: the key, and for sessions their user, who may open as many as he likes and would have all limits
 * anew in each. Null for the user of open mode.
 */
export function countedBy({ actor, keyId }: Pick<Caller, 'actor' | 'keyId'>): string | null {
  return keyId?.startsWith(SESSION_PREFIX) === true ? `user:${actor.userId}` : keyId;
}
