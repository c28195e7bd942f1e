// Tasks change their places in a queue.
import { z } from 'zod';
import { MAX_INDEX } from '../../../../domain/queue/place.ts';
import { stepItem, type StepItemInput } from '../../../../engine/queue/step-item.service.ts';
import { id, orElse } from '../call-shape.ts';
import { type ClearmlCall, type ClearmlData, clearmlCall } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { requireUuid } from '../wire-id.ts';
import { unlessRefused } from './refused-as.ts';

const PLACE = { queue: id, task: id };
const STEPS = { ...PLACE, count: orElse(z.number().int().min(1).max(MAX_INDEX), 1) };

/** Forward, backward, to the front and to the back; each answers how many tasks stand before it then. */
export const moveTaskCalls: readonly ClearmlCall[] = [
  clearmlCall('queues.move_task_forward', { since: '2.4', input: z.object(STEPS), run: (context, input) => move(context, { ...input, to: -input.count }) }),
  clearmlCall('queues.move_task_backward', { since: '2.4', input: z.object(STEPS), run: (context, input) => move(context, { ...input, to: input.count }) }),
  clearmlCall('queues.move_task_to_front', { since: '2.4', input: z.object(PLACE), run: (context, input) => move(context, { ...input, to: 'FRONT' }) }),
  clearmlCall('queues.move_task_to_back', { since: '2.4', input: z.object(PLACE), run: (context, input) => move(context, { ...input, to: 'BACK' }) }),
];

async function move({ engine, command }: ClearmlContext, { queue, task, to }: { queue: string; task: string; to: StepItemInput['to'] }): Promise<ClearmlData> {
  const input = { queueId: requireUuid(queue, 'INVALID_QUEUE_ID'), taskId: requireUuid(task, 'NOT_IN_QUEUE'), to };
  const { detail } = unlessRefused(await stepItem(engine, command, input), { NOT_QUEUED: 'NOT_IN_QUEUE' });
  return detail as { readonly position: number };
}
