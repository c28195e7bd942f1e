// Who is on the other side of a live connection, and for how long.
import type { Actor } from '../../../domain/access.ts';

/** A caller that was let in. */
export interface Admission {
  readonly actor: Actor;
  /** The access key that connections and subscriptions are counted by; absent and null = everybody without a key together. */
  readonly keyId?: string | null;
  /** Whether the key still counts; asked every `recheckMs`, a no ends the connection. Absent = for ever. */
  readonly isCurrent?: () => Promise<boolean>;
}

/** What the caller's connections and subscriptions are counted under. */
export function countedUnder({ keyId }: Admission): string {
  return keyId ?? '';
}
