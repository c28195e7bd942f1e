// Closed sets of locks.
import { LOCK_KINDS } from '../../../../domain/lock/lab-lock.ts';
import { stringEnum } from '../../string-enum.ts';

/** What a lock is on. */
export const LockKindEnum = stringEnum('LockKind', LOCK_KINDS, {
  description: 'What a lock is on.',
  values: { EVERYTHING: 'All work.', PROJECT: 'A project and every project below it.', QUEUE: 'A queue: itself, what waits in it, and what would enter it.', DECK: 'A deck: calls of it, and the tasks and runs that use it.' },
});
