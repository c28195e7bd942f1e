// I10: tasks are claimed in the order of their queue: priority first, then rank.
import { compareItems } from '../../../src/domain/queue/rank.ts';
import type { Sight } from '../oracle.ts';
import { judged, notJudged, type Check, type Finding } from '../oracle-report.ts';
import type { EventFact } from '../oracle-rows.ts';

/**
 * Longest time that anything holds the lock of an item, in milliseconds. A claim skips what is locked, and a command that
 * changes nothing leaves no trace: being overtaken is a fault only at two moments further apart than that.
 */
export const LOCK_HELD_MS = 2_000;

const NAME = 'claims follow the order of the queue';

/** An item as the log tells it. */
interface Waiting {
  readonly taskId: string;
  readonly kind: string;
  readonly priority: number;
  readonly rank: number;
  readonly since: number;
  readonly notBefore: number;
  overtakenAt: number | null;
}

/** Keeps the queues as the log tells them; at each start looks for what stood before the started task and could have been started. */
export function claimOrder({ rows, expectations }: Sight): Check {
  if (rows.floor > 0) return notJudged('I10', NAME, `the whole log, which begins after ${rows.floor}`);
  return judged('I10', NAME, (finding) => {
    const kindOf = new Map(rows.tasks.map((task) => [task.id, task.specKind]));
    const grace = expectations.claimsOneByOne ? null : LOCK_HELD_MS;
    const queues = new Map<string, Map<string, Waiting>>();
    for (const event of rows.events) {
      const item = event.data['item'];
      if (event.taskId === null || item === undefined) continue;
      if (event.kind === 'task.started') judgeStart(event, queues, { grace, finding });
      for (const queue of queues.values()) queue.delete(event.taskId);
      if (typeof item === 'object' && item !== null && !Array.isArray(item)) place(event, queues, kindOf.get(event.taskId) ?? '');
    }
  });
}

function place(event: EventFact, queues: Map<string, Map<string, Waiting>>, kind: string): void {
  const item = event.data['item'] as { queueId: string; priority: number; rank: number; notBefore?: string | null };
  const queue = queues.get(item.queueId) ?? new Map<string, Waiting>();
  const { priority, rank, notBefore } = item;
  queue.set(event.taskId!, { taskId: event.taskId!, kind, priority, rank, since: event.at.getTime(), notBefore: notBefore ? Date.parse(notBefore) : 0, overtakenAt: null });
  queues.set(item.queueId, queue);
}

function judgeStart(event: EventFact, queues: Map<string, Map<string, Waiting>>, by: { grace: number | null; finding: Finding }): void {
  const queue = queues.get(event.queueId ?? '');
  const started = queue?.get(event.taskId!);
  if (!queue || !started) return;
  by.finding.count();
  const at = event.at.getTime();
  for (const other of queue.values()) {
    const first = other !== started && other.kind === started.kind && compareItems(other, started) < 0;
    if (!first || other.notBefore > at) continue;
    if (by.grace === null) by.finding.found(overtaken(event, other));
    else judgeLater(event, other, { at, grace: by.grace, finding: by.finding });
  }
}

function judgeLater(event: EventFact, other: Waiting, by: { at: number; grace: number; finding: Finding }): void {
  if (by.at - Math.max(other.since, other.notBefore) < by.grace) return;
  if (other.overtakenAt === null) other.overtakenAt = by.at;
  else if (by.at - other.overtakenAt > by.grace) by.finding.found(overtaken(event, other));
}

function overtaken(event: EventFact, other: Waiting): string {
  return `event ${event.seq} starts task ${event.taskId} while task ${other.taskId} stands before it (priority ${other.priority}, rank ${other.rank})`;
}
