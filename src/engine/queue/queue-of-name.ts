// Queues that are made when somebody names them.
import { requireEverywhere } from '../../domain/access.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import { queueNameAt } from '../../domain/queue/queue-input.ts';
import { queuesByName } from '../../store/write/queue-write.store.ts';
import type { Work } from '../work.ts';
import { addQueue } from './queue.service.ts';

/** The queue of a name; one that is not there is made for commands, which needs the role operator in every project. Of two that make it at once one does. Errors: INVALID, FORBIDDEN. */
export async function queueOfName(work: Work, given: string): Promise<Queue> {
  const name = queueNameAt(given, ['name']);
  const [there] = await queuesByName(work.tx, [name]);
  if (there) return there;
  if (work.command) requireEverywhere(work.command.context.actor, 'operator');
  await addQueue(work, { id: work.engine.newId(), name, displayName: null, accepts: ['command'], maxRunning: null });
  return (await queuesByName(work.tx, [name]))[0]!;
}
