// Retrying: the next attempt of a task that has ended.
import type { CommandOutcome } from '../../domain/outcome.ts';
import { admission } from '../../domain/queue/admission.ts';
import { decide } from '../../domain/task/command.ts';
import { accepted, outcomeOf, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { enqueue, lockedQueue } from './enqueue-task.service.ts';
import { changeStatus } from './task-change.ts';
import { lockTask, type TaskInHand } from './task-lock.ts';
import { queueOfTask } from '../../store/write/queue-write.store.ts';
import { requireId } from '../found.ts';
import type { Work } from '../work.ts';

/** Enqueues an ended task again, in the queue it came from. Tasks that needed it go on when it succeeds. Errors: NOT_FOUND. */
export async function retryTask(engine: Engine, context: CommandContext, input: { readonly taskId: string }): Promise<CommandOutcome> {
  const taskId = requireId('task', input.taskId, ['taskId']);
  return runCommand(engine, context, {
    op: 'retryTask',
    input,
    body: async (work) => {
      const queue = await lockedQueue(work, (await queueOfTask(work.tx, taskId)) ?? undefined);
      let hand = await lockTask(work, taskId);
      const no = outcomeOf(taskId, decide(hand.state, 'RETRY'));
      if (no) return no;
      const closed = admission(queue, hand.task.specKind) ?? (hand.run?.deactivated ? 'RUN_ENDED' : null);
      if (closed) return refused(taskId, closed);
      // What has completed is created again before it is queued: the table of status changes has no direct way.
      if (hand.task.status === 'completed') hand = await recreate(work, hand);
      await enqueue(work, hand, { queueId: queue.id, priority: hand.task.priority });
      return accepted(taskId);
    },
  });
}

async function recreate(work: Work, hand: TaskInHand): Promise<TaskInHand> {
  await changeStatus(work, hand.task, { kind: 'task.reset', to: 'created', via: 'USER', reason: 'retried' });
  return { ...hand, task: { ...hand.task, status: 'created' } };
}
