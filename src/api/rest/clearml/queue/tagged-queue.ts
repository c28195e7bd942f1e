// The queue that tasks enter when a call names none.
import type { Queue } from '../../../../domain/queue/queue.ts';
import { defaultQueues } from '../../../../engine/read/queue-lines.read.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { ClearmlError } from '../clearml-error.ts';

/** The one queue with the system tag `default`; throws NO_DEFAULT_QUEUE and MANY_DEFAULT_QUEUES. */
export async function requireDefaultQueue({ engine }: Pick<ClearmlContext, 'engine'>): Promise<Queue> {
  const [queue, other] = await defaultQueues(engine);
  if (queue === undefined) throw new ClearmlError('NO_DEFAULT_QUEUE', 'no queue has the system tag default: give it to one, or name a queue');
  if (other !== undefined) throw new ClearmlError('MANY_DEFAULT_QUEUES', `the queues ${queue.name} and ${other.name} both have the system tag default: take it from one, or name a queue`);
  return queue;
}
