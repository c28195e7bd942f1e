// Putting runs of deployments into their queues: many calls by one transaction that reads nothing before it writes, or one as an ordinary command.
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { insertAuditEntries } from '../../../store/access/audit-write.store.ts';
import { passGate } from '../../../store/access/lab-lock.store.ts';
import type { Connection } from '../../../store/database.ts';
import { confirmServed, type ServedDeployment } from '../../../store/read/deployment/served-deployment.store.ts';
import { insertGraphRuns, type NewGraphRun } from '../../../store/write/deployment/graph-run.store.ts';
import { lockQueueShared } from '../../../store/write/queue-write.store.ts';
import { acceptedRecord } from '../../access/audit-record.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { Gathering } from '../../gathering.ts';
import { inTransaction, send, type Work } from '../../work.ts';

/** Name of the command. */
export const RUN_DEPLOYMENT = 'runDeployment';

/** A run to insert with what it was made by. */
export interface RunOrder {
  readonly context: CommandContext;
  readonly served: ServedDeployment;
  readonly run: NewGraphRun;
  /** Characters of its inputs. */
  readonly weight: number;
}

/** One transaction at a time: with two, a run that comes while the first commits goes alone (0.75 to 0.87 transactions a run with eight callers instead of 0.73 to 0.76). Runs of one at most, and characters of their inputs. */
const ORDER_LIMITS = { width: 1, most: 64, weight: { most: 1_000_000, of: (order: RunOrder) => order.weight } } as const;

const LINES = new WeakMap<Connection, Gathering<RunOrder, CommandOutcome>>();

/**
 * Inserts a run together with others that are called meanwhile. Rejects, see isUnconfirmed, when the deployment or its queue is not as it was
 * read, or anything of the lab is locked: then nothing has changed. The caller has been judged, and brings no request id.
 */
export function insertTogether(engine: Engine, order: RunOrder): Promise<CommandOutcome> {
  const db = engine.db.lasting;
  const line = LINES.get(db) ?? new Gathering((orders: readonly RunOrder[]) => insertAll({ ...engine, db }, orders), ORDER_LIMITS);
  LINES.set(db, line);
  return line.call(order);
}

async function insertAll(engine: Engine, orders: readonly RunOrder[]): Promise<readonly CommandOutcome[]> {
  const { value } = await inTransaction(engine, { op: RUN_DEPLOYMENT, actorId: null, requestId: null }, async (work) => {
    send(passGate(work.tx));
    const inserted = insertConfirmed(work, orders, { unlocked: true });
    send(inserted);
    const records = orders.map(({ context, run }) => acceptedRecord(context, { op: RUN_DEPLOYMENT, input: null }, { targetId: run.runId, projectId: run.projectId }));
    send(insertAuditEntries(work.tx, records));
    // Not waited for: the commit leaves together with all of this.
    return { inserted };
  });
  const events = await value.inserted;
  engine.onCommitted(events);
  return orders.map(({ run }) => ({ result: 'ACCEPTED', code: null, message: null, subjectId: run.runId, seq: events.findLast(({ runId }) => runId === run.runId)!.seq }));
}

/** Locks the queues, confirms what was remembered, and inserts: sent together, carried out one after the other, so that each sees what was committed before the locks were held. */
export function insertConfirmed(work: Work, orders: readonly Pick<RunOrder, 'served' | 'run'>[], options: { readonly unlocked: boolean }): ReturnType<typeof insertGraphRuns> {
  for (const id of [...new Set(orders.map(({ run }) => run.queueId))].sort()) send(lockQueueShared(work.tx, id));
  send(confirmServed(work.tx, orders.map(({ served }) => served), options));
  return insertGraphRuns(work.tx, orders.map(({ run }) => run));
}
