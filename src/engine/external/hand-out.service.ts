// Handing out: an outside worker takes the first task of a queue; it is queued until the worker says that it has started it.
import { requireRole } from '../../domain/access.ts';
import { OUTSIDE_KINDS } from '../../domain/attempt/external.ts';
import { handOutFirst, type HandOutRow } from '../../store/write/outside/hand-out.store.ts';
import { lockQueueShared } from '../../store/write/queue-write.store.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { findQueue, requireId } from '../found.ts';
import { inTransaction } from '../work.ts';
import { presentWorker, workerAt, type OutsideWorker } from './outside-worker.ts';

/** Who takes from which queue. */
export interface HandOutInput {
  readonly queueId: string;
  readonly worker: OutsideWorker;
}

/** A task that was handed out, with the attempt that keeps its place. */
export type HandedOut = Omit<HandOutRow, 'event'>;

/**
 * The first task of the queue that a runner could claim and an outside worker can do, or null. Its status stays queued. There is no
 * request id and no memory: a worker whose answer was lost asks again and gets the next task, and the first one goes back to its
 * place once it has not been started for `handoutTtlSeconds`. Errors: FORBIDDEN, INVALID, NOT_FOUND.
 */
export async function handOut(engine: Engine, context: CommandContext, input: HandOutInput): Promise<HandedOut | null> {
  const { actor } = context;
  requireRole(actor, 'operator');
  const worker = workerAt(input.worker);
  const queueId = requireId('queue', input.queueId, ['queueId']);
  const { value } = await inTransaction(engine, { op: 'handOut', actorId: actor.userId, requestId: null }, async (work) => {
    const runnerId = await presentWorker(work, actor, worker);
    const order = { queueId, kinds: OUTSIDE_KINDS, runnerId, attemptId: engine.newId(), actorId: actor.userId };
    // Sent together: the snapshot of the second is taken after the lock is held, because the server runs them one after the other.
    const [, row] = await Promise.all([lockQueueShared(work.tx, queueId), handOutFirst(work.tx, order)]);
    if (row) work.appended.push(row.event);
    else await findQueue(work, queueId);
    return row;
  });
  if (!value) return null;
  const { event: _event, ...handedOut } = value;
  return handedOut;
}
