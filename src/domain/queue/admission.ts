// What may enter a queue.
import type { SpecKind } from '../task/spec.ts';
import type { RefusalCode } from '../task/verdict.ts';
import type { Queue } from './queue.ts';

/** Why a task of this kind may not enter the queue, or null. Container tasks never do: taskforces execute them. */
export function admission(queue: Pick<Queue, 'state' | 'accepts'>, kind: SpecKind): RefusalCode | null {
  if (kind === 'container' || !queue.accepts.includes(kind)) return 'KIND_NOT_ACCEPTED';
  return queue.state === 'DRAINING' ? 'QUEUE_CLOSED' : null;
}
