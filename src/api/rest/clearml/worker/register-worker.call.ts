// Workers come and go.
import { z } from 'zod';
import { MAX_WORKER_SECONDS, registerWorker, unregisterWorker } from '../../../../engine/external/worker-report.service.ts';
import { ids, opt, orElse, text, texts } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { ClearmlError } from '../clearml-error.ts';
import { requireUuid } from '../wire-id.ts';

/** Silence, in seconds, after which a worker that names no other is gone. */
const DEFAULT_SECONDS = 600;

/** A worker says that it is there, for which queues, and after which silence it is not. */
export const registerWorkerCall = clearmlCall('workers.register', {
  since: '2.4',
  input: z.object({ worker: text, queues: orElse(ids, []), timeout: orElse(z.number(), DEFAULT_SECONDS), tags: orElse(texts, []), system_tags: orElse(texts, []) }),
  run: async ({ engine, command, address }, input) => {
    const timeoutSeconds = Math.ceil(input.timeout);
    if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_WORKER_SECONDS)) throw new ClearmlError('WORKER_REGISTRATION', `timeout: must be from 1 to ${MAX_WORKER_SECONDS} seconds`);
    const queueIds = input.queues.map((queue) => requireUuid(queue, 'INVALID_QUEUE_ID'));
    await registerWorker(engine, command, { worker: { name: input.worker }, ip: address, queueIds, timeoutSeconds, tags: input.tags, systemTags: input.system_tags });
    return {};
  },
});

/** A worker says that it leaves; it may do so twice. */
export const unregisterWorkerCall = clearmlCall('workers.unregister', {
  since: '2.4',
  input: z.object({ worker: text, queues: opt(ids) }),
  run: async ({ engine, command }, input) => {
    await unregisterWorker(engine, command, { worker: { name: input.worker } });
    return {};
  },
});
