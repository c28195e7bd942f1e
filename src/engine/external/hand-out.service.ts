// Handing out: an outside worker takes the first task of a queue; it is queued until the worker says that it has started it.
import { decide, requireRole } from '../../domain/access.ts';
import { OUTSIDE_KINDS } from '../../domain/attempt/external.ts';
import { handOutFirst, type HandOutRow } from '../../store/write/outside/hand-out.store.ts';
import { lockQueueShared } from '../../store/write/queue-write.store.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { findQueue, requireId } from '../found.ts';
import { isKeptToProjects, requireEntry, requirePlace } from '../place-check.ts';
import { namedQueue } from '../queue/line-lock.ts';
import { projectsWhere } from '../read/project-reach.ts';
import { inTransaction } from '../work.ts';
import { presentWorker, workerAt, type OutsideWorker } from './outside-worker.ts';

/** Who takes from which queue. */
export interface HandOutInput {
  readonly queueId: string;
  readonly worker: OutsideWorker;
  /** Nothing is handed out unless it is this one's turn. */
  readonly taskId?: string | undefined;
}

/** A task that was handed out, with the attempt that keeps its place. */
export type HandedOut = Omit<HandOutRow, 'event'>;

/**
 * The first task of the queue that a runner could claim and an outside worker can do, or null. Its status stays queued. There is no
 * request id and no memory: a worker whose answer was lost asks again and gets the next task, and the first one goes back to its
 * place once it has not been started for `handoutTtlSeconds`. A caller with grants is handed what he may command, and nothing else. Errors: FORBIDDEN, INVALID, NOT_FOUND.
 */
export async function handOut(engine: Engine, context: CommandContext, input: HandOutInput): Promise<HandedOut | null> {
  const { actor } = context;
  requireRole(actor, 'operator');
  const worker = workerAt(input.worker);
  const queueId = requireId('queue', input.queueId, ['queueId']);
  const projectIds = actor.grants === null ? null : await projectsWhere(engine.db, (path) => decide(actor, { role: 'operator', path }) === 'ALLOWED');
  const options = { op: 'handOut', actorId: actor.userId, requestId: null, command: { context, role: 'operator' } } as const;
  const { value } = await inTransaction(engine, options, async (work) => {
    // Before anything of the queue is told: whether something waits in it, for one.
    if (isKeptToProjects(work)) await requireEntry(work, await findQueue(work, queueId), namedQueue(queueId));
    const runnerId = await presentWorker(work, actor, worker);
    const order = { queueId, kinds: OUTSIDE_KINDS, runnerId, attemptId: engine.newId(), actorId: actor.userId, projectIds, taskId: input.taskId === undefined ? null : requireId('task', input.taskId, ['taskId']) };
    // Sent together: the snapshot of the second is taken after the lock is held, because the server runs them one after the other.
    const [, row] = await Promise.all([lockQueueShared(work.tx, queueId), handOutFirst(work.tx, order)]);
    if (!row) {
      await findQueue(work, queueId);
      return undefined;
    }
    await requirePlace(work, { projectId: row.projectId, queueId }, namedQueue(queueId));
    work.appended.push(row.event);
    return row;
  });
  if (!value) return null;
  const { event: _event, ...handedOut } = value;
  return handedOut;
}
