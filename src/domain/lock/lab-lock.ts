// Locks that somebody puts on a part of the lab: what they cover, which of them exclude each other, what the others are told.
import { type Actor, decide, isWithin } from '../access.ts';
import { assertNever, DomainError } from '../errors.ts';

/** Kinds of parts that can be locked. */
export const LOCK_KINDS = ['EVERYTHING', 'PROJECT', 'QUEUE', 'DECK'] as const;
/** A kind of part. */
export type LockKind = (typeof LOCK_KINDS)[number];

/** What a lock is on: everything, a project with all below it, a queue, or a deck. */
export type LockScope =
  | { readonly kind: 'EVERYTHING' }
  | { readonly kind: 'PROJECT'; readonly path: string }
  | { readonly kind: 'QUEUE'; readonly queueId: string; readonly queueName: string }
  | { readonly kind: 'DECK'; readonly deckName: string };

/** A lock that holds. */
export interface LabLock {
  readonly id: string;
  readonly scope: LockScope;
  readonly holderId: string;
  readonly holderName: string;
  /** Why, for those whom it keeps out. */
  readonly note: string;
  readonly since: Date;
  /** When it ends by itself; null = when it is released. */
  readonly until: Date | null;
}

/** Where a command acts, as locks know it; null = at none. */
export interface LockablePlace {
  readonly path: string | null;
  readonly queueId: string | null;
  readonly deckName: string | null;
}

/** Most locks at a time; more would be a list that nobody reads. */
export const MAX_LOCKS = 100;

/** Whether a command at the place is one on what the lock is on. */
export function isCovered(scope: LockScope, place: LockablePlace): boolean {
  switch (scope.kind) {
    case 'EVERYTHING':
      return true;
    case 'PROJECT':
      return place.path !== null && isWithin(place.path, scope.path);
    case 'QUEUE':
      return place.queueId === scope.queueId;
    case 'DECK':
      return place.deckName === scope.deckName;
    default:
      return assertNever(scope);
  }
}

/**
 * Whether two locks cannot be held by different people: one covers all that the other does. A project and a queue, say, can be: what
 * lies in both then needs both keys.
 */
export function overlap(a: LockScope, b: LockScope): boolean {
  if (a.kind === 'EVERYTHING' || b.kind === 'EVERYTHING') return true;
  switch (a.kind) {
    case 'PROJECT':
      return b.kind === 'PROJECT' && (isWithin(a.path, b.path) || isWithin(b.path, a.path));
    case 'QUEUE':
      return b.kind === 'QUEUE' && a.queueId === b.queueId;
    case 'DECK':
      return b.kind === 'DECK' && a.deckName === b.deckName;
    default:
      return assertNever(a);
  }
}

/** Whether nothing is told of the lock to the actor: it is on what does not exist for him, and on nothing above a project that does. */
export function isHiddenLock({ scope }: Pick<LabLock, 'scope'>, actor: Actor): boolean {
  const path = scope.kind === 'PROJECT' ? scope.path : null;
  if (decide(actor, { role: 'viewer', path }) === 'ALLOWED') return false;
  return path === null || !(actor.grants ?? []).some((grant) => isWithin(grant.path, path));
}

/** What a lock is on, for people. */
export function scopeText(scope: LockScope): string {
  switch (scope.kind) {
    case 'EVERYTHING':
      return 'everything';
    case 'PROJECT':
      return `the project ${scope.path}`;
    case 'QUEUE':
      return `the queue ${scope.queueName}`;
    case 'DECK':
      return `the deck ${scope.deckName}`;
    default:
      return assertNever(scope);
  }
}

/** Throws LOCKED, with who holds the lock, why and since when. */
export function keptOut({ scope, holderName, note, since, until }: LabLock): never {
  const end = until === null ? '' : `, until ${until.toISOString()}`;
  const why = note === '' ? '' : ` (${note})`;
  throw new DomainError('LOCKED', `${holderName} has locked ${scopeText(scope)} since ${since.toISOString()}${end}${why}: ask ${holderName}, present the key of the lock, or wait`);
}
