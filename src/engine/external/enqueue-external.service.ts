// Enqueueing as programs ask for it: decided by the table of status changes, by name of the queue, also from one queue into another.
import { OUTSIDE_KINDS } from '../../domain/attempt/external.ts';
import { invalid } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { admission } from '../../domain/queue/admission.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import { decide } from '../../domain/task/command.ts';
import { decideMove, statusBeforeQueue, type Move } from '../../domain/task/status-move.ts';
import type { RefusalCode } from '../../domain/task/verdict.ts';
import { isWatched } from '../../store/write/outside/watched-queue.store.ts';
import { accepted, refused, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { requireId } from '../found.ts';
import { requireTaskPlace } from '../place-check.ts';
import { queueOfName } from '../queue/queue-of-name.ts';
import { switchInHand } from '../queue/switch-queue.service.ts';
import { closeAttempt } from '../task/attempt-closing.ts';
import { enqueue, lockedQueue } from '../task/enqueue-task.service.ts';
import { markMoved, noteStatus, type Said } from '../task/status-note.ts';
import { changeStatus } from '../task/task-change.ts';
import { lockTask, type TaskInHand } from '../task/task-lock.ts';
import type { Work } from '../work.ts';
import { forceAt, saidAt } from './outside-call.ts';

/** Which task, and into which queue: that of an id, or of a name, which is made when nobody has it. `force`: whatever its status. */
export interface EnqueueExternalInput {
  readonly taskId: string;
  readonly queue: { readonly id: string } | { readonly name: string };
  readonly force?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  /** It goes on naming the queue that it was meant for; only of a task that waits in one. */
  readonly keepQueue?: boolean | undefined;
  /** The detail of the outcome says whether anybody takes from the queue. */
  readonly lookForWatchers?: boolean | undefined;
}

/**
 * Puts a task at the end of its priority in a queue; one that waits in another queue leaves that. The outcome's detail names the queue.
 * Errors: INVALID, NOT_FOUND, FORBIDDEN (a queue that would have to be made); refused ALREADY_QUEUED in that very queue, and by the rules
 * of the queue and of the task's run.
 */
export async function enqueueExternal(engine: Engine, context: CommandContext, input: EnqueueExternalInput): Promise<CommandOutcome> {
  const said = saidAt(input);
  const force = forceAt(input.force);
  return runCommand(engine, context, {
    op: 'enqueueExternal',
    input,
    body: async (work) => {
      const taskId = requireId('task', input.taskId, ['taskId']);
      await requireTaskPlace(work, taskId);
      const queue = await lockedQueue(work, 'id' in input.queue ? input.queue.id : (await queueOfName(work, input.queue.name)).id);
      const hand = await lockTask(work, taskId);
      const keepsQueue = input.keepQueue === true;
      if (keepsQueue && (hand.task.status !== 'queued' || hand.task.queueId === null)) invalid(['keepQueue'], 'only a task that waits in a queue can go on naming it');
      const outcome = await enter(work, hand, { queue, force, said, keepsQueue });
      if (outcome.result !== 'ACCEPTED') return outcome;
      const watched = input.lookForWatchers === true ? { watched: await isWatched(work.tx, queue.id) } : {};
      return { ...outcome, detail: { queueId: queue.id, ...watched } };
    },
  });
}

interface Entry {
  readonly queue: Queue;
  readonly force: boolean;
  readonly said: Said;
  readonly keepsQueue: boolean;
}

async function enter(work: Work, hand: TaskInHand, entry: Entry): Promise<BodyOutcome> {
  const { task, item } = hand;
  const { queue, said } = entry;
  const patch = entry.keepsQueue ? { queue_id: task.queueId } : {};
  if (item !== null) {
    const switched = await switchInHand(work, hand, queue);
    if (switched.result === 'ACCEPTED') await noteStatus(work, task, { ...said, patch });
    return switched.result === 'NOOP' ? refused(task.id, 'ALREADY_QUEUED') : switched;
  }
  const move = moveOf(hand, entry.force);
  if (move.kind === 'REFUSE') return refused(task.id, move.code);
  const code = admission(queue, task.specKind) ?? refusalOfRun(hand);
  if (code !== null) return refused(task.id, code);
  const ready = task.status === 'queued' ? await takenBack(work, hand) : hand;
  const via = move.kind === 'GO' ? move.via : 'USER';
  await enqueue(work, ready, { queueId: queue.id, priority: task.priority, via, said, patch: { enqueue_status: statusBeforeQueue(task), ...patch } });
  markMoved(work, task);
  return accepted(task.id);
}

/** The table of status changes decides; only what outside workers can do is enqueued against it. */
function moveOf({ task, state }: TaskInHand, force: boolean): Move {
  if (OUTSIDE_KINDS.includes(task.specKind)) return decideMove(task.status, 'queued', force);
  const verdict = decide(state, 'ENQUEUE');
  return verdict.kind === 'GO' ? { kind: 'GO', via: 'USER' } : { kind: 'REFUSE', code: verdict.code };
}

function refusalOfRun({ run, state }: TaskInHand): RefusalCode | null {
  if (run?.deactivated) return 'RUN_ENDED';
  return state.blocked ? 'BLOCKED' : null;
}

/** A task that was handed out is taken back from whoever has not begun it; what was about to start it is too late. */
async function takenBack(work: Work, hand: TaskInHand): Promise<TaskInHand> {
  const { task } = hand;
  if (task.attempt !== null) await closeAttempt(work, task, 'enqueued again');
  await changeStatus(work, task, { kind: 'task.dequeued', to: 'created', via: 'USER' });
  return { ...hand, task: { ...task, status: 'created', attempt: null } };
}
