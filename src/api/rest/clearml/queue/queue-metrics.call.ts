// Figures of queues over a time.
import { z } from 'zod';
import { waitsIn } from '../../../../engine/read/queue-waits.read.ts';
import { ids, opt } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { requireUuid, wireId } from '../wire-id.ts';
import { requireDefaultQueue } from './tagged-queue.ts';

const seconds = z.number().min(0).max(100_000_000_000);

/** Mean waits, in seconds, and lengths of queues in stretches of a time; of the default queue when none is named. */
export const queueMetricsCall = clearmlCall('queues.get_queue_metrics', {
  since: '2.4',
  role: 'viewer',
  input: z.object({ queue_ids: opt(ids), from_date: seconds, to_date: seconds, interval: seconds }),
  run: async (context, input) => {
    const named = input.queue_ids?.map((queue) => requireUuid(queue, 'INVALID_QUEUE_ID')) ?? [];
    const queueIds = named.length > 0 ? named : [(await requireDefaultQueue(context)).id];
    const waits = await waitsIn(context.engine, context.caller.actor, { queueIds, from: input.from_date, to: input.to_date, seconds: input.interval });
    return {
      queues: [...waits].map(([queueId, stretches]) => ({
        queue: wireId(queueId), dates: stretches.map(({ at }) => at), avg_waiting_times: stretches.map(({ averageWait }) => averageWait), queue_lengths: stretches.map(({ length }) => length),
      })),
    };
  },
});
