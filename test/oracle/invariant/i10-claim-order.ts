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

/** What a start is judged with. */
interface Court {
  readonly finding: Finding;
  /** When each attempt was claimed; null when others than claims may have locked items. */
  readonly claimedAt: ReadonlyMap<string, number> | null;
  /** Starts of each task, in the order of the log. */
  readonly startsOf: ReadonlyMap<string | null, readonly EventFact[]>;
}

/** Keeps the queues as the log tells them; at each start looks for what stood before the started task and could have been started. */
export function claimOrder({ rows, expectations }: Sight): Check {
  if (rows.floor > 0) return notJudged('I10', NAME, `the whole log, which begins after ${rows.floor}`);
  return judged('I10', NAME, (finding) => {
    const kindOf = new Map(rows.tasks.map((task) => [task.id, task.specKind]));
    const claimedAt = expectations.claimsOnly ? new Map(rows.attempts.map((attempt) => [attempt.id, attempt.claimedAt])) : null;
    const court = { finding, claimedAt, startsOf: Map.groupBy(rows.events.filter(takes), (event) => event.taskId) };
    const queues = new Map<string, Map<string, Waiting>>();
    const queueOf = new Map<string, string>();
    for (const event of rows.events) {
      const item = event.data['item'];
      if (event.taskId === null || item === undefined) continue;
      if (takes(event)) judgeStart(event, queues.get(event.queueId ?? ''), court);
      queues.get(queueOf.get(event.taskId) ?? '')?.delete(event.taskId);
      if (typeof item === 'object' && item !== null && !Array.isArray(item)) queueOf.set(event.taskId, place(event, queues, kindOf.get(event.taskId) ?? ''));
    }
  });
}

/** Whether the event takes a task out of its queue to have it done. */
function takes(event: EventFact): boolean {
  return (event.kind === 'task.started' || event.kind === 'task.handed_out') && event.data['item'] === null;
}

/** Puts the item of an event into its queue and gives back which one that is. */
function place(event: EventFact, queues: Map<string, Map<string, Waiting>>, kind: string): string {
  const item = event.data['item'] as { queueId: string; priority: number; rank: number; notBefore?: string | null };
  const queue = queues.get(item.queueId) ?? new Map<string, Waiting>();
  const { priority, rank, notBefore } = item;
  queue.set(event.taskId!, { taskId: event.taskId!, kind, priority, rank, since: event.at.getTime(), notBefore: notBefore ? Date.parse(notBefore) : 0, overtakenAt: null });
  queues.set(item.queueId, queue);
  return item.queueId;
}

function judgeStart(event: EventFact, queue: Map<string, Waiting> | undefined, court: Court): void {
  const started = queue?.get(event.taskId!);
  if (!queue || !started) return;
  court.finding.count();
  for (const other of queue.values()) {
    const first = other !== started && other.kind === started.kind && compareItems(other, started) < 0;
    if (!first || other.notBefore > event.at.getTime()) continue;
    const wrong = court.claimedAt ? wasFree(event, other, court) : wasOvertakenBefore(event, other);
    if (wrong) court.finding.found(`event ${event.seq} starts task ${event.taskId} while task ${other.taskId} stands before it (priority ${other.priority}, rank ${other.rank})`);
  }
}

/**
 * Where only claims lock, an item is passed over only while another claim is taking it. It was free when that claim's
 * transaction (`at`) began after this claim had looked (`claimed_at`); a millisecond is the rounding of both.
 */
function wasFree(event: EventFact, other: Waiting, court: Court): boolean {
  const taken = court.startsOf.get(other.taskId)?.find((start) => start.seq > event.seq);
  const lookedAt = court.claimedAt!.get((event.data['attempt'] as { id: string }).id) ?? event.at.getTime();
  return taken === undefined || taken.xid === event.xid || taken.at.getTime() > lookedAt + 1;
}

function wasOvertakenBefore(event: EventFact, other: Waiting): boolean {
  const at = event.at.getTime();
  if (at - Math.max(other.since, other.notBefore) < LOCK_HELD_MS) return false;
  if (other.overtakenAt === null) other.overtakenAt = at;
  return at - other.overtakenAt > LOCK_HELD_MS;
}
