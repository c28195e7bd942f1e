// The calls that put tasks into queues and take them out.
import { DEQUEUE_STATUSES, type DequeueStatus } from '../../../../../domain/attempt/external.ts';
import { DomainError } from '../../../../../domain/errors.ts';
import type { TaskStatus } from '../../../../../domain/task/status.ts';
import { dequeueExternal } from '../../../../../engine/external/dequeue-external.service.ts';
import { enqueueExternal } from '../../../../../engine/external/enqueue-external.service.ts';
import { flag, id, opt, orElse, text } from '../../call-shape.ts';
import type { ClearmlCall } from '../../clearml-call.ts';
import type { ClearmlContext } from '../../clearml-context.ts';
import { ClearmlError } from '../../clearml-error.ts';
import { requireUuid, uuidOf, wireId } from '../../wire-id.ts';
import { requireDefaultQueue } from '../../queue/tagged-queue.ts';
import { callingWorker } from './calling-worker.ts';
import { statusCalls } from './status-action.ts';
import { unlessUnmoved } from './status-outcome.ts';
import { saidIn, STATUS_WORDS, writtenFields } from './status-words.ts';

const enqueueCalls = statusCalls({
  name: 'enqueue',
  hasMany: true,
  shape: { ...STATUS_WORDS, queue: opt(id), queue_name: opt(text), verify_watched_queue: orElse(flag, false), update_execution_queue: orElse(flag, true) },
  run: async (context, task, input) => {
    if (input.queue !== undefined && input.queue_name !== undefined) throw new ClearmlError('VALIDATION', 'Validation error: queue: give either queue or queue_name');
    const taskId = requireUuid(task, 'INVALID_TASK_ID');
    const said = saidIn(input);
    const queue = await queueAsked(context, input);
    const wishes = { keepQueue: !input.update_execution_queue, lookForWatchers: input.verify_watched_queue };
    const { detail } = unlessUnmoved(await enqueueExternal(context.engine, context.command, { taskId, queue, force: input.force, ...said, ...wishes }));
    const { queueId, watched } = detail as unknown as { readonly queueId: string; readonly watched?: boolean };
    const fields = { ...(await writtenFields(context, taskId, { status: 'queued', ...said })), ...(input.update_execution_queue ? { 'execution.queue': wireId(queueId) } : {}) };
    return { queued: 1, updated: 1, fields, ...(watched === undefined ? {} : { queue_watched: watched }) };
  },
});

async function queueAsked(context: ClearmlContext, { queue, queue_name: name }: { queue?: string | undefined; queue_name?: string | undefined }): Promise<{ id: string } | { name: string }> {
  if (name !== undefined) return { name };
  return { id: queue === undefined ? (await requireDefaultQueue(context)).id : requireUuid(queue, 'INVALID_QUEUE_ID') };
}

const dequeueCalls = statusCalls({
  name: 'dequeue',
  hasMany: true,
  shape: { ...STATUS_WORDS, remove_from_all_queues: orElse(flag, false), new_status: opt(text) },
  run: async (context, task, input) => {
    const newStatus = input.new_status === undefined ? undefined : statusAsked(input.new_status);
    const taskId = uuidOf(task);
    const said = saidIn(input);
    const outcome = taskId === null ? null : await dequeued(context, { taskId, newStatus, ...said });
    if (outcome === null || outcome.detail === undefined) return { dequeued: 1, updated: 0 };
    const { status } = outcome.detail as { readonly status: TaskStatus };
    return { dequeued: 1, updated: 1, fields: { ...(await writtenFields(context, taskId!, { status, ...said })), enqueue_status: null } };
  },
});

/** What is in no queue is taken out of all of them: a task that nobody knows is no error. */
async function dequeued(context: ClearmlContext, input: { taskId: string; newStatus: DequeueStatus | undefined; reason: string; message: string }) {
  try {
    return unlessUnmoved(await dequeueExternal(context.engine, context.command, { ...input, worker: callingWorker(context) }));
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

function statusAsked(given: string): DequeueStatus {
  const status = DEQUEUE_STATUSES.find((known) => known === given);
  if (status === undefined) throw new ClearmlError('VALIDATION', `Validation error: new_status: must be one of ${DEQUEUE_STATUSES.join(', ')}; what is queued waits in a queue`);
  return status;
}

/** `tasks.enqueue` and `tasks.dequeue`. */
export const queueingCalls: readonly ClearmlCall[] = [...enqueueCalls, ...dequeueCalls];
