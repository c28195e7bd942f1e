// Locks: the list, and what each is on.
import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { LockKind } from '../../../../domain/lock/lab-lock.ts';
import { MAX_LOCKS } from '../../../../domain/lock/lab-lock.ts';
import type { Queue } from '../../../../domain/queue/queue.ts';
import { listLocks, type ShownLock } from '../../../../engine/access/audit.read.ts';
import type { ApiContext } from '../../context.ts';
import { QueueType } from '../../queue/queue.type.ts';
import { LockKindEnum } from './lab-lock.enum.ts';
import { LockType } from './lab-lock.type.ts';

/** `locks`. */
@Resolver(() => LockType)
export class LabLockResolver {
  @Query(() => [LockType], { description: `The locks that hold now, oldest first: at most ${MAX_LOCKS}. Needs the role viewer; locks on projects that the caller cannot see are left out.` })
  async locks(@Ctx() ctx: ApiContext): Promise<readonly ShownLock[]> {
    return listLocks(ctx.engine, ctx.actor);
  }

  @FieldResolver(() => LockKindEnum, { description: 'What kind of thing it is on.' })
  kind(@Root() { scope }: ShownLock): LockKind {
    return scope.kind;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Path of the project it is on; null for other kinds.' })
  projectPath(@Root() { scope }: ShownLock): string | null {
    return scope.kind === 'PROJECT' ? scope.path : null;
  }

  @FieldResolver(() => QueueType, { nullable: true, description: 'The queue it is on; null for other kinds.' })
  queue(@Root() { scope }: ShownLock, @Ctx() { loaders }: ApiContext): Promise<Queue | null> | null {
    return scope.kind === 'QUEUE' ? loaders.queue.load(scope.queueId) : null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Name of the deck it is on; null for other kinds.' })
  deckName(@Root() { scope }: ShownLock): string | null {
    return scope.kind === 'DECK' ? scope.deckName : null;
  }
}
