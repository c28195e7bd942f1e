// Keys of locks: what is stored of them, and whether a call presents one.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { CallOrigin } from '../../domain/call.ts';
import { presentedKeys } from '../../domain/lock/lock-input.ts';
import type { HeldLock } from '../../store/access/lab-lock.store.ts';
import type { EngineSettings } from '../engine.ts';

/** What is stored of a lock's key: its SHA-256 as hexadecimal digits. Keys are made by us, or chosen with at least 16 characters. */
export function lockKeyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Whether one of the keys that the call presents opens the lock: its own, or the one for emergencies. */
export function opens(lock: Pick<HeldLock, 'keyHash'>, by: { readonly origin: Pick<CallOrigin, 'lockKey'> | undefined; readonly settings: EngineSettings }): boolean {
  return presentedKeys(by.origin?.lockKey ?? null).some((key) => isKeyOf(lock, key, by.settings));
}

/** Whether a key is the lock's own, or the one for emergencies; in a time that does not tell where they differ. */
export function isKeyOf(lock: Pick<HeldLock, 'keyHash'>, key: string, { lockEmergencyKey = null }: EngineSettings): boolean {
  const hash = Buffer.from(lockKeyHash(key), 'hex');
  const own = timingSafeEqual(hash, Buffer.from(lock.keyHash, 'hex'));
  const emergency = lockEmergencyKey !== null && timingSafeEqual(hash, Buffer.from(lockKeyHash(lockEmergencyKey), 'hex'));
  return own || emergency;
}
