// Moving one task in its queue by places, or to an end, counted in tasks.
import { integerAt } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { BACK, MAX_INDEX, type Place } from '../../domain/queue/place.ts';
import { lockPlaces, type LockedPlace } from '../../store/write/queue-item.store.ts';
import { itemOfTask, taskBefore, taskBehind, tasksBefore } from '../../store/write/queue-task.store.ts';
import { accepted, noop, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { requireId } from '../found.ts';
import { decisionAt, requirePlace } from '../place-check.ts';
import type { Work } from '../work.ts';
import { anchorGone, lockLine, namedQueue } from './line-lock.ts';
import { planPlaces, writePlaces } from './place-items.ts';

/** Which task of which queue goes where: to an end, or so many places (negative = towards the front), as far as there are. */
export interface StepItemInput {
  readonly queueId: string;
  readonly taskId: string;
  readonly to: 'FRONT' | 'BACK' | number;
}

/**
 * Moves a task past others; it adopts the priority of what it then stands beside. The detail is `{ position }`: how many tasks stand before it then.
 * Errors: INVALID, NOT_FOUND (queue); refused NOT_QUEUED when the task does not wait in it.
 */
export async function stepItem(engine: Engine, context: CommandContext, input: StepItemInput): Promise<CommandOutcome> {
  if (typeof input.to === 'number') integerAt(input.to, ['to'], { min: -MAX_INDEX, max: MAX_INDEX });
  return runCommand(engine, context, {
    op: 'moveQueueItems',
    input,
    body: async (work) => {
      const queue = await lockLine(work, input.queueId);
      await requirePlace(work, { projectId: queue.projectId, queueId: queue.id }, { ...namedQueue(queue.id), role: 'viewer' });
      const item = await lockOne(work, { queueId: queue.id, taskId: input.taskId });
      if (item === null) return refused(queue.id, 'NOT_QUEUED');
      const to = await placeOf(work, item, input.to);
      const plan = to && (await planPlaces(work, { queueId: queue.id, to, moved: [item], n: 1, alone: item.priority }));
      if (to && !plan) return anchorGone(queue.id);
      if (plan && !plan.already) await writePlaces(work, plan, [item]);
      const detail = { position: await tasksBefore(work.tx, item.id) };
      return plan && !plan.already ? { ...accepted(queue.id), detail } : { ...noop(queue.id, 'ALREADY_SO'), detail };
    },
  });
}

/** The item under lock; null when the task does not wait there, for all that the caller may know. */
async function lockOne(work: Work, { queueId, taskId }: { readonly queueId: string; readonly taskId: string }): Promise<LockedPlace | null> {
  const id = await itemOfTask(work.tx, requireId('task', taskId, ['taskId']), queueId);
  const item = id === null ? null : ((await lockPlaces(work.tx, queueId, [id]))[0] ?? null);
  if (item === null || (await decisionAt(work, item.projectId)) === 'HIDDEN') return null;
  await requirePlace(work, { projectId: item.projectId, queueId }, { noun: 'task', id: taskId, path: ['taskId'] });
  return item;
}

/** The place meant; null when the task stands there already. */
async function placeOf(work: Work, item: LockedPlace, to: StepItemInput['to']): Promise<Place | null> {
  if (to === 'FRONT') return { at: 'FRONT' };
  if (to === 'BACK') return BACK;
  if (to === 0) return null;
  const anchor = to < 0 ? await taskBefore(work.tx, item.queueId, { item, n: -to }) : await taskBehind(work.tx, item.queueId, { item, n: to });
  if (anchor === null) return null;
  return to < 0 ? { before: anchor } : { after: anchor };
}
