// Queues as the dialect writes them.
import type { Queue } from '../../../../domain/queue/queue.ts';
import type { QueueEntry } from '../../../../engine/read/queue-lines.read.ts';
import { COMPANY, wireId } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';

/** A queue without its entries. */
export function wireQueue(queue: Queue): Record<string, unknown> {
  const { id, name, displayName, createdAt, updatedAt, tags, systemTags, metadata } = queue;
  return {
    id: wireId(id), name, ...(displayName === null ? {} : { display_name: displayName }), company: COMPANY.id, created: wireTime(createdAt), last_update: wireTime(updatedAt),
    tags, system_tags: systemTags, metadata,
  };
}

/** A queue with its entries, the next one first. */
export function wireQueueLine(queue: Queue, entries: readonly QueueEntry[] = []): Record<string, unknown> {
  return { ...wireQueue(queue), entries: entries.map(wireEntry) };
}

/** An entry. */
export function wireEntry({ taskId, addedAt }: Pick<QueueEntry, 'taskId' | 'addedAt'>): { readonly task: string; readonly added: string } {
  return { task: wireId(taskId), added: wireTime(addedAt) };
}
