// The operations that are measured at every size, each through the service that the API calls.
import { EVERYTHING, type Filter } from '../../dist/domain/filter/filter.js';
import { moveQueueItems } from '../../dist/engine/queue/move-items.service.js';
import { claim } from '../../dist/engine/dispatch/claim.service.js';
import { report } from '../../dist/engine/dispatch/report/report.service.js';
import { listTasks } from '../../dist/engine/read/lists.read.js';
import type { PageRequest } from '../../dist/engine/read/page.js';
import { createTask } from '../../dist/engine/task/create-task.service.js';
import { enqueueTask } from '../../dist/engine/task/enqueue-task.service.js';
import { median } from '../medians.ts';
import { COMMON_TAG, RARE_TAG, RESUMED_EVENTS, type SizedDatabase } from './sized-database.ts';

/** One thing that is done at every size. */
export interface Operation {
  readonly name: string;
  /** Whether it was promised that its time does not grow. */
  readonly isPromised: boolean;
  /** Milliseconds of one of it: the median of several, one after the other. */
  measure(database: SizedDatabase): Promise<number>;
}

/** How often an operation is done in one round, unless it has taken longer than the second figure, in milliseconds, before that. */
const REPEATS = 30;
const ENOUGH_MS = 600;
/** Rows of the pages. */
const PAGE = 50;

/** In the order of the table. */
export const OPERATIONS: readonly Operation[] = [
  repeated('create and enqueue a task', async ({ engine, actor, queueId }) => {
    const context = { actor, requestId: null };
    const { subjectId } = await createTask(engine, context, { name: 'one more', spec: { kind: 'command', binary: 'true' } });
    await enqueueTask(engine, context, { taskId: subjectId, queueId });
  }),
  repeated('claim a task and finish it', async (database) => {
    const { engine, actor, session } = database;
    const attempts = await claim(engine, actor, { session, max: 1, decks: [] });
    if (attempts.length !== 1) throw new Error('the queue is empty');
    const items = attempts.map(({ attemptId, epoch }) => ({ n: ++database.reportN, type: 'finish' as const, attemptId, epoch, end: { by: 'EXIT' as const, exitCode: 0 } }));
    await report(engine, actor, { session, items });
  }),
  repeated('move an item in the middle of the queue', moveInTheMiddle),
  page('page of 50, the newest', EVERYTHING),
  page('page of 50 from the middle on', EVERYTHING, { fromMiddle: true }),
  page('page of 50 with a status that 2 % have', { kind: 'compare', path: ['status'], op: 'eq', value: 'failed' }),
  page('page of 50 of one queue', EVERYTHING, { ofQueue: true }),
  page('page of 50 with a tag that 1 % have', { kind: 'list', path: ['tags'], op: 'elem', values: [COMMON_TAG] }),
  page('page with a tag that 5 tasks have', { kind: 'list', path: ['tags'], op: 'elem', values: [RARE_TAG] }),
  page('page with a name that 1 task has', { kind: 'compare', path: ['name'], op: 'eq', value: 'job 7' }),
  page('page of 50 with a part of the name that 1 % have', { kind: 'text', path: ['name'], op: 'contains', value: '00', ignoreCase: true }),
  page('page with a part of the name that no task has', { kind: 'text', path: ['name'], op: 'contains', value: 'nothing like it', ignoreCase: true }, { isPromised: false }),
  repeated('exact count up to its cap', async ({ engine, actor }) => {
    await (await listTasks(engine, actor, { page: { first: 1 } })).count();
  }, false),
  repeated('move to a far position by its number', async (database) => {
    const { engine, actor, queueId, middleItems } = database;
    await moveQueueItems(engine, { actor, requestId: null }, { queueId, itemIds: [anyOf(middleItems)], to: { index: Math.floor(database.size / 3) } });
  }, false),
  { name: `resume over the last ${RESUMED_EVENTS.toLocaleString('en')} events`, isPromised: true, measure: resume },
];

function repeated(name: string, once: (database: SizedDatabase) => Promise<void>, isPromised = true): Operation {
  return {
    name, isPromised,
    async measure(database) {
      const times: number[] = [];
      const end = performance.now() + ENOUGH_MS;
      while (times.length < REPEATS && (times.length === 0 || performance.now() < end)) {
        const started = performance.now();
        await once(database);
        times.push(performance.now() - started);
      }
      return median(times);
    },
  };
}

function page(name: string, filter: Filter, how: { fromMiddle?: boolean; ofQueue?: boolean; isPromised?: boolean } = {}): Operation {
  return repeated(name, async (database) => {
    const { engine, actor, queueId } = database;
    const request: PageRequest = { first: PAGE, ...(how.fromMiddle ? { after: await middleCursor(database) } : {}) };
    await listTasks(engine, actor, { filter: how.ofQueue ? { kind: 'compare', path: ['queueId'], op: 'eq', value: queueId } : filter, page: request });
  }, how.isPromised);
}

const MIDDLES = new WeakMap<SizedDatabase, string>();

/** The cursor of the task in the middle, as a client that has paged so far would have it. */
async function middleCursor(database: SizedDatabase): Promise<string> {
  const known = MIDDLES.get(database);
  if (known !== undefined) return known;
  const found = await listTasks(database.engine, database.actor, { page: { first: 1 } });
  const cursor = found.cursorOf({ ...found.rows[0]!, ord: database.middleOrd });
  MIDDLES.set(database, cursor);
  return cursor;
}

async function moveInTheMiddle({ engine, actor, queueId, middleItems }: SizedDatabase): Promise<void> {
  const moved = anyOf(middleItems);
  const before = anyOf(middleItems.filter((id) => id !== moved));
  await moveQueueItems(engine, { actor, requestId: null }, { queueId, itemIds: [moved], to: { before } });
}

function anyOf(ids: readonly string[]): string {
  return ids[Math.floor(Math.random() * ids.length)]!;
}

/** One reader who comes back after so many events, until it is level with the log. */
async function resume({ events }: SizedDatabase): Promise<number> {
  const started = performance.now();
  const reader = events.stream.open({ after: events.stream.cursorAt(events.hub.position - RESUMED_EVENTS), filter: {} });
  let read = 0;
  for await (const item of reader) {
    if (item.type === 'caughtUp') break;
    read += 1;
  }
  if (read < RESUMED_EVENTS) throw new Error(`${read} of ${RESUMED_EVENTS} events came`);
  return performance.now() - started;
}
