// Emptying queues, and deleting them.
import { decide } from '../../domain/access.ts';
import { invalid, optional } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { isNeeded } from '../../domain/queue/default-queue.ts';
import { closeQueueRow, deleteQueueRow } from '../../store/write/queue-write.store.ts';
import { deleteBarriersOf } from '../../store/write/queue-task.store.ts';
import { waitingIn } from '../../store/write/queue-line.store.ts';
import { layQueueSlots } from '../../store/write/slot.store.ts';
import { accepted, noop, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { requireEntry } from '../place-check.ts';
import { projectsWhere } from '../read/project-reach.ts';
import { emit } from '../work.ts';
import { lockLine, lockOwnLine, namedQueue } from './line-lock.ts';
import { RELEASED_AT_ONCE, releaseFirst } from './release-task.ts';

/** What a turn of emptying has done, as the outcome's detail. */
export interface EmptyingTurn {
  /** Ids of the tasks that left. */
  readonly taskIds: readonly string[];
  /** Whether there may be more. */
  readonly more: boolean;
}

/**
 * Takes the first tasks of a queue out of it, at most `RELEASED_AT_ONCE`, as far as the caller may command them: they are what they were before
 * they entered. The detail is an `EmptyingTurn`; call again while there is more. Barriers stay. Errors: NOT_FOUND, FORBIDDEN.
 */
export async function clearQueue(engine: Engine, context: CommandContext, input: { readonly queueId: string }): Promise<CommandOutcome> {
  const { actor } = context;
  const projectIds = actor.grants === null ? null : await projectsWhere(engine.db, (path) => decide(actor, { role: 'operator', path }) === 'ALLOWED');
  return runCommand(engine, context, {
    op: 'clearQueue',
    input,
    body: async (work) => {
      const queue = await lockLine(work, input.queueId);
      await requireEntry(work, queue, namedQueue(queue.id));
      const taskIds = await releaseFirst(work, queue.id, projectIds);
      const detail = { taskIds: [...taskIds], more: taskIds.length === RELEASED_AT_ONCE };
      return taskIds.length === 0 ? { ...noop(queue.id, 'ALREADY_SO'), detail } : { ...accepted(queue.id), detail };
    },
  });
}

/** Which queue, and whether what waits in it leaves first. */
export interface DeleteQueueInput {
  readonly queueId: string;
  readonly force?: boolean | null | undefined;
}

/**
 * Deletes a queue. What ran from it goes on; what would come back to it enters the queue that tasks of its kind enter by default. Errors: INVALID,
 * NOT_FOUND; refused NEEDED for queues that tasks enter by default, NOT_EMPTY while tasks wait in it. With `force` they leave it, those of the last
 * `RELEASED_AT_ONCE` in the same transaction: empty a longer queue with `clearQueue` first. Needs the role admin.
 */
export async function deleteQueue(engine: Engine, context: CommandContext, input: DeleteQueueInput): Promise<CommandOutcome> {
  const force = optional(input.force, (value) => (typeof value === 'boolean' ? value : invalid(['force'], 'must be true or false')), false);
  return runCommand(engine, context, {
    op: 'deleteQueue',
    input,
    role: 'admin',
    body: async (work) => {
      const { id, name, projectId } = await lockOwnLine(work, input.queueId);
      if (isNeeded(name)) return refused(id, 'NEEDED');
      await closeQueueRow(work.tx, id);
      if (force) await releaseFirst(work, id, null);
      const waiting = await waitingIn(work.tx, id);
      if (waiting > 0) return { ...refused(id, 'NOT_EMPTY'), message: `${waiting} tasks wait in it; take them out first${force ? '' : ', or insist'}` };
      for (const itemId of await deleteBarriersOf(work.tx, id)) emit(work, 'queue.barrier_removed', { subjectId: itemId, projectId, queueId: id, data: { item: null } });
      await layQueueSlots(work.tx, id, null);
      await deleteQueueRow(work.tx, id);
      emit(work, 'queue.deleted', { subjectId: id, projectId, queueId: id, data: { name } });
      return accepted(id);
    },
  });
}
