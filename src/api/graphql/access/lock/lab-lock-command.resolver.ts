// Mutations of locks.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { mintKeyText } from '../../../../auth/secret.ts';
import { lockKeyAt } from '../../../../domain/lock/lock-input.ts';
import { listLocks } from '../../../../engine/access/audit.read.ts';
import { lockKeyHash } from '../../../../engine/access/lock-key.ts';
import { acquireLock, releaseLock } from '../../../../engine/access/lock.service.ts';
import type { ApiContext } from '../../context.ts';
import { optionalId } from '../../global-id.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import { type PayloadRecord, payloadType } from '../../mutation/payload.type.ts';
import { AcquireLockInput } from './acquire-lock.input.ts';
import { LockType } from './lab-lock.type.ts';
import type { LockScopeInput } from './lock-scope.input.ts';
import { ReleaseLockInput } from './release-lock.input.ts';

/** Answer of acquireLock. */
export const AcquireLockPayload = payloadType('AcquireLock',
  { field: 'lock', type: () => LockType, description: 'The lock, as it is now; null when none was made, and when it is over already.' },
  { field: 'key', type: () => String, description: 'The key that opens it, when the server made it: shown in this answer and never again. Null when you chose it, and in the answer to a repeat of the request.' });
/** Answer of releaseLock. */
export const ReleaseLockPayload = payloadType('ReleaseLock', { field: 'lock', type: () => LockType, description: 'Null: the lock is gone.' });

/** `acquireLock` and `releaseLock`. */
@Resolver()
export class LabLockCommandResolver {
  @Mutation(() => AcquireLockPayload, {
    description: 'Locks a part of the lab for whoever has the key: commands of others on it are refused with LOCKED from now on. Waits for commands that are under way. Refused with LOCKED when somebody else holds a lock on it or on a part of it. Needs the role operator there; for queues, decks and everything, in every project.',
  })
  acquireLock(@Arg('input', () => AcquireLockInput, { description: 'What to lock.' }) input: AcquireLockInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const minted = input.key == null ? mintKeyText().secret : null;
    let madeId: string | null = null;
    return carryOut(ctx, {
      subject: null, input,
      command: async (context) => {
        const keyHash = lockKeyHash(minted ?? lockKeyAt(input.key, ['key']));
        return acquireLock(ctx.engine, context, { input: { scope: scopeOf(input.scope), note: input.note ?? undefined, expiresInSeconds: input.expiresInSeconds ?? undefined }, secret: { keyHash, onMade: (id) => void (madeId = id) } });
      },
      extra: async ({ subjectId }) => ({ lock: (await listLocks(ctx.engine, ctx.actor)).find(({ id }) => id === subjectId) ?? null, key: subjectId === madeId ? minted : null }),
    });
  }

  @Mutation(() => ReleaseLockPayload, { description: 'Takes a lock away. Needs its key and the role operator, or force with a reason and the role admin in every project.' })
  releaseLock(@Arg('input', () => ReleaseLockInput, { description: 'Which lock, by what right.' }) input: ReleaseLockInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { id, key = null, force, reason } = input;
    return carryOut(ctx, {
      subject: null, input,
      command: async (context) => releaseLock(ctx.engine, context, { input: { lockId: id, force: force ?? undefined, reason: reason ?? undefined }, key }),
      extra: () => ({ lock: null }),
    });
  }
}

function scopeOf({ kind, projectId, queueId, deck }: LockScopeInput) {
  return { kind, projectId: optionalId(projectId, 'Project', ['scope', 'projectId']), queueId: optionalId(queueId, 'Queue', ['scope', 'queueId']), deck: deck ?? undefined };
}
