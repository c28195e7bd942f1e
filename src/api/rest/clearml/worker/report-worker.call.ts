// Workers tell what they are at.
import { z } from 'zod';
import { MAX_WORKER_QUEUES, reportWorker } from '../../../../engine/external/worker-report.service.ts';
import { id, ids, object, opt, text, texts } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { requireUuid, uuidOf } from '../wire-id.ts';
import { storableFigures } from './machine-figures.ts';

/** A worker lives: at a task, or idle. One that has not registered is taken up all the same. */
export const reportWorkerCall = clearmlCall('workers.status_report', {
  since: '2.4',
  input: z.object({ worker: text, timestamp: z.number(), task: opt(id), queue: opt(id), queues: opt(ids), machine_stats: opt(object), tags: opt(texts), system_tags: opt(texts) }),
  run: async ({ engine, command, address }, input) => {
    const { task, queue, queues, tags, system_tags: systemTags } = input;
    await reportWorker(engine, command, {
      worker: { name: input.worker }, ip: address, tags, systemTags,
      taskId: task === undefined ? null : requireUuid(task, 'INVALID_TASK_ID'),
      queueId: queue === undefined ? null : uuidOf(queue),
      queueIds: queues === undefined ? null : queues.slice(0, MAX_WORKER_QUEUES).flatMap((one) => uuidOf(one) ?? []),
      stats: input.machine_stats === undefined ? null : storableFigures(input.machine_stats),
    });
    return {};
  },
});
