// The part of the lab that a lock is asked for, found and judged.
import { decide, requireEverywhere, requireRole, type Actor } from '../../domain/access.ts';
import { assertNever, DomainError } from '../../domain/errors.ts';
import type { LockScope } from '../../domain/lock/lab-lock.ts';
import type { LockScopeInput } from '../../domain/lock/lock-input.ts';
import { deckNames, decksByName } from '../../store/read/deck-read.store.ts';
import { queueById } from '../../store/write/queue-write.store.ts';
import { projectById } from '../../store/write/workflow-write.store.ts';
import { notFound, requireId } from '../found.ts';
import type { Work } from '../work.ts';

/** The scope that is asked for, when the caller may command there: what belongs to no project, and everything, takes the right to command everywhere. Throws NOT_FOUND and FORBIDDEN. */
export async function lockScopeOf(work: Work, actor: Actor, asked: LockScopeInput): Promise<LockScope> {
  if (asked.kind !== 'PROJECT') requireEverywhere(actor, 'operator');
  switch (asked.kind) {
    case 'EVERYTHING':
      return { kind: 'EVERYTHING' };
    case 'PROJECT': {
      const id = requireId('project', asked.projectId!, ['scope', 'projectId']);
      const { path } = (await projectById(work.tx, id)) ?? notFound('project', id, ['scope', 'projectId']);
      requireRole(actor, 'operator');
      const decision = decide(actor, { role: 'operator', path });
      if (decision === 'HIDDEN') notFound('project', id, ['scope', 'projectId']);
      if (decision === 'FORBIDDEN') throw new DomainError('FORBIDDEN', `locking the project ${path} needs the role operator there: ask an admin for a grant`);
      return { kind: 'PROJECT', path };
    }
    case 'QUEUE': {
      const id = requireId('queue', asked.queueId!, ['scope', 'queueId']);
      const { name } = (await queueById(work.tx, id)) ?? notFound('queue', id, ['scope', 'queueId']);
      return { kind: 'QUEUE', queueId: id, queueName: name };
    }
    case 'DECK':
      return { kind: 'DECK', deckName: (await decksByName(work.tx, [asked.deck!]))[0]?.name ?? (await noSuchDeck(work, asked.deck!)) };
    default:
      return assertNever(asked.kind);
  }
}

async function noSuchDeck(work: Work, name: string): Promise<never> {
  throw new DomainError('NOT_FOUND', `there is no deck ${name.slice(0, 100)}; known are ${(await deckNames(work.tx)).join(', ') || 'none'}`, { path: ['scope', 'deck'] });
}
