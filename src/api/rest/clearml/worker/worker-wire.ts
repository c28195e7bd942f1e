// Workers as the dialect writes them.
import type { LineGlance, WorkerRecord } from '../../../../engine/read/workers.read.ts';
import { nameOfPath } from '../project/project-name.ts';
import { COMPANY, wireId, wireIdOr } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';

/** What identifies a worker: its company, its user and its name. */
export function workerKey({ name, userId }: Pick<WorkerRecord, 'name' | 'userId'>): string {
  return `worker_${COMPANY.id}_${wireIdOr(userId, '')}_${name}`;
}

/** A worker with its queues; those that are not in the map are not told of. */
export function wireWorker(worker: WorkerRecord, lines: ReadonlyMap<string, LineGlance>): Record<string, unknown> {
  const { name, userId, userName, ip, task, queueId } = worker;
  const user = userId === null ? null : { id: wireId(userId), name: userName };
  const queue = queueId === null ? undefined : lines.get(queueId);
  return {
    id: name,
    key: workerKey(worker),
    ...(user === null ? {} : { user }),
    company: COMPANY,
    ip: ip ?? '',
    ...(task === null ? {} : { task: { id: wireId(task.id), name: task.name, running_time: task.runningMs, last_iteration: task.lastIteration }, ...projectOf(task) }),
    ...(queue === undefined ? {} : { queue: wireLine(queue) }),
    queues: worker.queueIds.flatMap((id) => lines.get(id) ?? []).map(wireLine),
    register_time: wireTime(worker.registeredAt),
    register_timeout: worker.timeoutSeconds,
    last_activity_time: wireTime(worker.lastActivityAt),
    last_report_time: wireTime(worker.lastReportAt),
    tags: worker.tags,
    system_tags: worker.systemTags,
  };
}

function projectOf(task: NonNullable<WorkerRecord['task']>): { project?: { id: string; name: string } } {
  const name = nameOfPath(task.projectPath);
  return name === null ? {} : { project: { id: wireId(task.projectId), name } };
}

function wireLine({ id, name, waiting, next }: LineGlance): Record<string, unknown> {
  return { id: wireId(id), name, num_tasks: waiting, ...(next === null ? {} : { next_task: { id: wireId(next.id), name: next.name } }) };
}
