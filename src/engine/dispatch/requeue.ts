// Tasks that go back into their queues after an attempt: at the place they had, held where a person must be asked first.
import type { Ending } from '../../domain/attempt/ending.ts';
import type { LossHold } from '../../domain/attempt/loss-hold.ts';
import { eventText } from '../../domain/event/event.ts';
import type { LiveAttempt } from '../../store/write/ending.store.ts';
import { insertItems } from '../../store/write/queue-item.store.ts';
import { updateTask, type TaskPatch } from '../../store/write/task-write.store.ts';
import { emitTask, enterQueues, itemOf } from '../task/task-change.ts';
import { send, type Work } from '../work.ts';
import { placeData } from './step-data.ts';

/** An attempt under lock with what its end means. */
export interface DecidedEnd {
  readonly live: LiveAttempt;
  readonly ending: Ending;
}

/** The reason that a task's status gives for an end. */
export function reasonOf(ending: Ending): string {
  return ending.attempt.failure ?? ending.attempt.outcome;
}

/** Puts tasks back at the place they had; what failed has become `failed` before, so that both changes are on record. */
export async function queueAgain(work: Work, again: readonly DecidedEnd[]): Promise<void> {
  for (const { live, ending } of again) {
    if (live.task.status === 'queued') {
      await putBack(work, live);
      continue;
    }
    const status = ending.taskStatus === 'failed' ? 'failed' : live.task.status;
    const { lostCount, failedCount } = ending.history;
    await enterQueues(work, [{ task: { ...live.task, status }, ...live.place!, delaySeconds: ending.againAfter! }], {
      via: 'SYSTEM', reason: reasonOf(ending), patch: { lost_count: lostCount, failed_count: failedCount, ...holdPatch(live, ending.hold) },
    });
    if (ending.hold !== null) emitHold(work, live, ending.hold);
  }
}

/** A task that was handed out and not begun has never left its status: only its place comes back. */
async function putBack(work: Work, live: LiveAttempt): Promise<void> {
  const { task, place } = live;
  const { priority } = place!;
  const [item] = await insertItems(work.tx, [itemOf(work, { task, ...place!, delaySeconds: 0 })]);
  const { queueId } = item!;
  send(updateTask(work.tx, task.id, { queue_id: queueId, priority }));
  emitTask(work, 'task.requeued', { ...task, queueId }, { item: { id: item!.id, queueId, priority, rank: item!.rank, notBefore: null } });
}

function holdPatch({ task }: LiveAttempt, hold: LossHold | null): TaskPatch {
  if (hold === null) return {};
  return {
    hold: hold.hold, hold_message: hold.message, hold_prompt: null, hold_step_id: hold.stepId, hold_n: task.holdN + 1, pause_after: null, paused_by_run: false,
    hold_answer: null,
  };
}

function emitHold(work: Work, { task, lastStep }: LiveAttempt, { hold, message, stepId }: LossHold): void {
  const step = stepId === null ? {} : { step: placeData(lastStep!) };
  emitTask(work, 'task.held', task, { hold, holdN: task.holdN + 1, message: eventText(message), ...step });
}
