// Events of programs: messages, numbers, lists, plots and pictures, taken as far as they can be stored and counted where they cannot.
import { requireRole } from '../../domain/access.ts';
import { readEvent, type MetricEvent } from '../../domain/metric/metric-event.ts';
import { touchAttempt } from '../../store/write/outside/external.store.ts';
import { markActivity } from '../../store/write/experiment/task-activity.store.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { inTransaction, send, type Work } from '../work.ts';
import { partsOf } from './batch-parts.ts';
import { addEntry, EventFaults, ownerBatch, type OwnerBatch } from './event-batch.ts';
import { judgeOwners, type OwnerJudge } from './event-owners.ts';
import { takeMessages } from './message-intake.ts';
import { takeEntries } from './entry-intake.ts';

/** A batch as it came in. */
export interface ReportedEvents {
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** Who sends, for events that do not say it. */
  readonly worker: string | null;
  /** The UUID of an id as it is written there; null when it can be none. */
  readonly uuidOf: (id: string) => string | null;
}

/** What became of a batch. */
export interface EventReceipt {
  /** Events that were stored. */
  readonly added: number;
  /** How many were not, by reason. */
  readonly faults: ReadonlyMap<string, number>;
}

/**
 * Takes a batch: each event is judged for itself, what can be stored is stored in one transaction, or in several when it is large
 * (`MAX_PART`). Of equal points and documents (series, iteration, key) the last one stays; messages all stay. It is a sign of life of the
 * task and of its outside attempt, not an event of the log. Errors: FORBIDDEN.
 */
export async function reportEvents(engine: Engine, context: CommandContext, reported: ReportedEvents): Promise<EventReceipt> {
  requireRole(context.actor, 'operator');
  const faults = new EventFaults();
  const read = readAll(reported, faults);
  if (read.events.length === 0) return { added: 0, faults: faults.counts };
  const judge = await judgeOwners(engine.db, context.actor, read.owners.values());
  const work = { op: 'reportEvents', actorId: context.actor.userId, requestId: null };
  for (const events of partsOf(read.events)) {
    // Sorted anew in each try: what is written is counted in the batch.
    const { value } = await inTransaction(engine, work, async (tx) => {
      const refused = new EventFaults();
      const batches = sortedBatches({ ...read, events }, { judge, faults: refused });
      if (batches.length > 0) await takeBatches(tx, batches, refused);
      return refused;
    });
    for (const [reason, count] of value.counts) faults.add(reason, count);
  }
  return { added: reported.events.length - faults.total, faults: faults.counts };
}

/** Events that can be read, and the owners they name, by what they call them. */
interface ReadEvents {
  readonly events: readonly MetricEvent[];
  readonly owners: ReadonlyMap<string, { readonly isModel: boolean; readonly id: string }>;
}

function readAll({ events, worker, uuidOf }: ReportedEvents, faults: EventFaults): ReadEvents {
  const read: MetricEvent[] = [];
  const owners = new Map<string, { isModel: boolean; id: string }>();
  for (const given of events) {
    const event = readEvent(given, worker);
    if (typeof event === 'string') {
      faults.add(event);
      continue;
    }
    read.push(event);
    const name = nameOf(event);
    if (!owners.has(name)) owners.set(name, { isModel: event.isModel, id: uuidOf(event.owner) ?? '' });
  }
  return { events: read, owners };
}

function nameOf({ isModel, owner }: MetricEvent): string {
  return isModel ? `model ${owner}` : owner;
}

/** The batches of the owners that take events, in the order of the owners' ids: two reports never wait for each other's rows. */
function sortedBatches({ events, owners }: ReadEvents, options: { readonly judge: OwnerJudge; readonly faults: EventFaults }): readonly OwnerBatch[] {
  const { judge, faults } = options;
  const verdicts = new Map<string, OwnerBatch | string>();
  const batches = new Map<string, OwnerBatch>();
  const verdictOf = (event: MetricEvent): OwnerBatch | string => {
    const key = event.allowLocked ? `locked ${nameOf(event)}` : nameOf(event);
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    const owner = judge({ ...owners.get(nameOf(event))!, allowLocked: event.allowLocked });
    const verdict = typeof owner === 'string' ? owner : (batches.get(owner.id) ?? ownerBatch(owner));
    if (typeof verdict !== 'string') batches.set(verdict.owner.id, verdict);
    verdicts.set(key, verdict);
    return verdict;
  };
  for (const event of events) {
    const batch = verdictOf(event);
    if (typeof batch === 'string') faults.add(batch);
    else if (event.type === 'MESSAGE') batch.messages.push(event);
    else addEntry(batch, event);
  }
  return [...batches.values()].sort((a, b) => (a.owner.id < b.owner.id ? -1 : 1));
}

async function takeBatches(work: Work, batches: readonly OwnerBatch[], faults: EventFaults): Promise<void> {
  for (const batch of batches) if (batch.messages.length > 0) takeMessages(work, batch);
  await takeEntries(work, batches.filter(({ series }) => series.size > 0), faults);
  const tasks = batches.filter(({ owner }) => !owner.isModel);
  for (const { owner, iteration } of tasks) {
    work.logged.add(owner.id);
    send(markActivity(work.tx, { taskId: owner.id, isRun: true, iteration }));
  }
  // Last: nothing is waited for while attempts are locked.
  for (const { owner } of tasks) send(touchAttempt(work.tx, owner.id));
}
