// Locks on parts of the lab: the gate that every command passes, and the rows.
import { assertNever } from '../../domain/errors.ts';
import { MAX_LOCKS, type LabLock, type LockKind, type LockScope } from '../../domain/lock/lab-lock.ts';
import type { Connection, Statement } from '../database.ts';

// One key for all: an arbitrary text that is used for nothing else.
const KEY = `hashtextextended('switchyard.lab-lock', 0)`;

const PASS: Statement = { name: 'lab-lock-pass', text: `SELECT pg_advisory_xact_lock_shared(${KEY})` };
const CLOSE: Statement = { name: 'lab-lock-close', text: `SELECT pg_advisory_xact_lock(${KEY})` };

/** Held by every command from its first statement to its end: while one is under way no lock comes to hold. Many hold it at a time. */
export function passGate(tx: Connection): Promise<unknown> {
  return tx.query(PASS, []);
}

/** Held while a lock is made: waits for the commands under way, and those that come meanwhile wait for it and then see the lock. */
export function closeGate(tx: Connection): Promise<unknown> {
  return tx.query(CLOSE, []);
}

/** A lock that holds, with what opens it. */
export interface HeldLock extends LabLock {
  /** SHA-256 of its key, as hexadecimal digits. */
  readonly keyHash: string;
}

interface LockRow extends Omit<HeldLock, 'scope'> {
  readonly kind: LockKind;
  readonly path: string | null;
  readonly queueId: string | null;
  readonly queueName: string | null;
  readonly deck: string | null;
}

const HELD: Statement = {
  name: 'lab-locks-held',
  text: `SELECT l.id, l.kind, l.path, l.queue_id AS "queueId", (SELECT name FROM queue WHERE queue.id = l.queue_id) AS "queueName", l.deck,
    l.holder_id AS "holderId", l.holder_name AS "holderName", l.note, l.key_hash AS "keyHash", l.since, l.until
    FROM lab_lock l WHERE l.until IS NULL OR l.until > now() ORDER BY l.id LIMIT ${MAX_LOCKS}`,
};

/** The locks that hold now, oldest first. */
export async function locksHeld(conn: Connection): Promise<readonly HeldLock[]> {
  return (await conn.query<LockRow>(HELD, [])).map(lockOf);
}

const INSERT: Statement = {
  name: 'lab-lock-insert',
  text: `INSERT INTO lab_lock (id, kind, path, queue_id, deck, holder_id, holder_name, note, key_hash, since, until)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp(), clock_timestamp() + make_interval(secs => $10::int))`,
};

/** Makes a lock that holds from now on, not from when the wait at the gate began; without seconds until it is released. The caller has closed the gate. */
export async function insertLock(tx: Connection, lock: Omit<HeldLock, 'since' | 'until'>, seconds: number | null): Promise<void> {
  const { scope } = lock;
  const [path, queueId, deck] = [scope.kind === 'PROJECT' ? scope.path : null, scope.kind === 'QUEUE' ? scope.queueId : null, scope.kind === 'DECK' ? scope.deckName : null];
  await tx.query(INSERT, [lock.id, scope.kind, path, queueId, deck, lock.holderId, lock.holderName, lock.note, lock.keyHash, seconds]);
}

const DELETE: Statement = { name: 'lab-lock-delete', text: 'DELETE FROM lab_lock WHERE id = $1 RETURNING id' };

/** Takes a lock away; false when another has done it just now. */
export async function deleteLock(tx: Connection, id: string): Promise<boolean> {
  return (await tx.query(DELETE, [id])).length > 0;
}

const FORGET: Statement = { name: 'lab-lock-forget', text: 'DELETE FROM lab_lock WHERE until <= now()' };

/** Takes away what has ended by itself: at most `MAX_LOCKS` at a time are made. */
export async function forgetEndedLocks(conn: Connection): Promise<void> {
  await conn.query(FORGET, []);
}

function lockOf({ kind, path, queueId, queueName, deck, ...rest }: LockRow): HeldLock {
  return { ...rest, scope: scopeOf(kind, { path, queueId, queueName, deck }) };
}

function scopeOf(kind: LockKind, { path, queueId, queueName, deck }: Pick<LockRow, 'path' | 'queueId' | 'queueName' | 'deck'>): LockScope {
  switch (kind) {
    case 'EVERYTHING':
      return { kind };
    case 'PROJECT':
      return { kind, path: path! };
    case 'QUEUE':
      return { kind, queueId: queueId!, queueName: queueName! };
    case 'DECK':
      return { kind, deckName: deck! };
    default:
      return assertNever(kind);
  }
}
