// Settling slots after a limit was lowered: what still runs beyond it moves into places that have become free.
import { layQueueSlots } from '../../store/write/slot.store.ts';
import { lockQueueExclusive, queueById } from '../../store/write/queue-write.store.ts';
import { unsettledQueues } from '../../store/write/reaper.store.ts';
import type { Engine } from '../engine.ts';
import { inTransaction } from '../work.ts';

/** One round. A queue with more running than its limit starts nothing; without this it would wait for the very ones beyond the limit, however few others run. */
export async function settleSlots(engine: Engine): Promise<void> {
  for (const id of await unsettledQueues(engine.db)) {
    await inTransaction(engine, { op: 'settle', actorId: null, requestId: null }, async ({ tx }) => {
      await lockQueueExclusive(tx, id);
      const queue = await queueById(tx, id);
      if (queue) await layQueueSlots(tx, id, queue.maxRunning);
    });
  }
}
