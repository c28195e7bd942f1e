// Who is on the other side of a live connection, and for how long.
import type { Actor } from '../../../domain/access.ts';
import { countedBy, type CallOrigin } from '../../../domain/call.ts';

/** A caller that was let in. */
export interface Admission {
  readonly actor: Actor;
  /** The access key or session; absent and null = everybody without one together. */
  readonly keyId?: string | null;
  /** What opens a lock; absent and null = nothing. */
  readonly lockKey?: string | null;
  /** When what says so ends by itself; absent and null = never. */
  readonly expiresAt?: Date | null;
  /** Whether the key still counts; asked every `recheckMs`, a no ends the connection. Absent = for ever. */
  readonly isCurrent?: () => Promise<boolean>;
}

/** How an operation of the connection came in. */
export function originOf({ keyId, lockKey, expiresAt }: Admission, call: Pick<CallOrigin, 'callId' | 'address'>): CallOrigin {
  return { transport: 'WEBSOCKET', keyId: keyId ?? null, lockKey: lockKey ?? null, expiresAt: expiresAt ?? null, ...call };
}

/** What the caller's connections and subscriptions are counted under. */
export function countedUnder({ actor, keyId }: Admission): string {
  return countedBy({ actor, keyId: keyId ?? null }) ?? '';
}
