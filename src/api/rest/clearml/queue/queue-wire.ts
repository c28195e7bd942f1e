// What waits in queues, and who takes from them, as the dialect writes it.
import type { QueueEntry } from '../../../../engine/read/queue-lines.read.ts';
import type { WorkerRecord } from '../../../../engine/read/workers.read.ts';
import { wireId } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';
import { workerKey } from '../worker/worker-wire.ts';

/** An entry with the id of its task. */
export function wireEntry({ taskId, addedAt }: Pick<QueueEntry, 'taskId' | 'addedAt'>): { readonly task: string; readonly added: string } {
  return { task: wireId(taskId), added: wireTime(addedAt) };
}

/** An entry with the name of its task, too. */
export function wireNamedEntry({ taskId, taskName, addedAt }: QueueEntry): object {
  return { task: { id: wireId(taskId), name: taskName }, added: wireTime(addedAt) };
}

/** A worker of a queue. */
export function wireTaker(worker: WorkerRecord): object {
  const { name, ip, task } = worker;
  return { name, ip: ip ?? '', key: workerKey(worker), ...(task === null ? {} : { task: { id: wireId(task.id), name: task.name } }) };
}
