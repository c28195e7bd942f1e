// Control of queues: moving, naming, barriers, places at which tasks enter, limits, kinds.
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import { MAX_BARRIERS, MAX_MOVED } from '../../src/domain/queue/queue-input.ts';
import type { Place } from '../../src/domain/queue/place.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { addQueueBarrier, removeQueueBarrier } from '../../src/engine/queue/barrier.service.ts';
import { moveQueueItems } from '../../src/engine/queue/move-items.service.ts';
import { pauseQueue, resumeQueue, updateQueue } from '../../src/engine/queue/queue.service.ts';
import { renameQueueItem } from '../../src/engine/queue/rename-item.service.ts';
import { sweepOutside } from '../../src/engine/external/outside-sweep.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { lineMoved, type LinePlace } from '../domain/line-model.ts';
import { Dice } from '../history/dice.ts';
import { openBenchRunner } from './bench-runner.ts';
import { EngineBench, acceptedId, expectContent, openDatabase } from './engine-bench.ts';
import { OutsideBenchWorker, pass } from './outside-bench.ts';

let bench: EngineBench;

beforeEach(async () => void (bench = await EngineBench.open()));
afterEach(() => bench[Symbol.asyncDispose]());

interface ItemRow {
  readonly id: string;
  readonly task: string | null;
  readonly priority: number;
  readonly name: string | null;
}

function line(): Promise<ItemRow[]> {
  return bench.sql<ItemRow>('SELECT id, task_id AS task, priority, display_name AS name FROM queue_item WHERE queue_id = $1 ORDER BY priority DESC, rank, id', [bench.defaultQueue]);
}

/** The ids of the items of tasks, in the order of the tasks. */
async function itemsOf(...tasks: string[]): Promise<string[]> {
  const items = new Map((await line()).map((item) => [item.task, item.id]));
  return tasks.map((task) => items.get(task)!);
}

/** Until so many transactions of the bench's database wait for a row or an advisory lock. */
async function waitingForLocks(n: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { waiting } = await bench.one<{ waiting: number }>(`SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    if (waiting >= n) return;
    if (Date.now() > deadline) throw new Error(`${waiting} of ${n} transactions wait for locks`);
  }
}

function move(itemIds: readonly string[], to: Place): Promise<CommandOutcome> {
  return moveQueueItems(bench.engine, bench.as('operator'), { queueId: bench.defaultQueue, itemIds, to });
}

async function taskLine(): Promise<(string | null)[]> {
  return (await line()).map((item) => item.task);
}

describe('moving', () => {
  test('puts items anywhere, several in the order given, with the priority of their new neighbour', async () => {
    const [a, b, c, d] = [await bench.queued({}, { priority: 5 }), await bench.queued({}, { priority: 0 }), await bench.queued({}, { priority: 0 }), await bench.queued({}, { priority: -5 })] as const;
    const [ia, ib, , id] = (await itemsOf(a, b, c, d)) as [string, string, string, string];
    const priorities = async () => (await line()).map((item) => item.priority);
    expect(await move([id, ib], { at: 'FRONT' })).toMatchObject({ result: 'ACCEPTED', subjectId: bench.defaultQueue, message: null });
    expect([await taskLine(), await priorities()]).toEqual([[d, b, a, c], [5, 5, 5, 0]]);
    acceptedId(await move([ia], { at: 'BACK' }));
    expect([await taskLine(), await priorities()]).toEqual([[d, b, c, a], [5, 5, 0, 0]]);
    acceptedId(await move([id], { after: ia }));
    acceptedId(await move([ib], { index: 1 }));
    expect([await taskLine(), await priorities()]).toEqual([[c, b, a, d], [0, 0, 0, 0]]);
    acceptedId(await move([id], { before: ib }));
    expect(await taskLine()).toEqual([c, d, b, a]);
    const runner = await bench.runner('r');
    expect((await runner.claim(10)).map((attempt) => attempt.taskId)).toEqual([c, d, b, a]);
    await expectContent(bench);
  });

  test('two hundred seeded moves of up to five items among forty with barriers leave the line that a plain list has, and every event says the place in the row', async () => {
    const dice = new Dice(20_261_121);
    for (let i = 0; i < 36; i++) await bench.queued({}, { priority: dice.below(3) });
    for (let i = 0; i < 4; i++) acceptedId(await addQueueBarrier(bench.engine, bench.as(), { queueId: bench.defaultQueue, to: { index: 10 * i } }));
    let model: readonly ItemRow[] = await line();
    // Half of all moves go to the same few places, so that the room there is used up.
    for (let i = 0; i < 200; i++) {
      const items = [...new Set(Array.from({ length: 1 + dice.below(5) }, () => dice.of(model).id))];
      const others = model.filter((item) => !items.includes(item.id));
      const id = dice.below(2) === 0 ? others[3]!.id : dice.of(others).id;
      const to: LinePlace = [{ index: dice.below(42) }, { before: id }, { after: id }][dice.below(3)]!;
      const next = lineMoved(model, items, to)!;
      const { result } = await move(items, to);
      expect(result, `move ${i}`).toBe(next.every((item, n) => item.id === model[n]!.id && item.priority === model[n]!.priority) ? 'NOOP' : 'ACCEPTED');
      model = next;
      expect(await line(), `move ${i}`).toEqual(model);
    }
    const told = await bench.sql(`SELECT DISTINCT ON (data->'item'->>'id') data->'item'->>'id' AS id, (data->'item'->>'rank')::bigint AS rank, (data->'item'->>'priority')::int AS priority
      FROM event WHERE jsonb_typeof(data->'item') = 'object' ORDER BY data->'item'->>'id', seq DESC`);
    expect(told).toEqual(await bench.sql('SELECT id::text, rank, priority FROM queue_item ORDER BY id::text'));
    expect(await bench.one(`SELECT count(*) > 0 AS more FROM event WHERE kind = 'queue.barrier_moved'`)).toEqual({ more: true });
  }, 60_000);

  test('tells of the places that have changed and of no others, and does nothing where nothing is to be done', async () => {
    const tasks = [await bench.queued(), await bench.queued(), await bench.queued()] as const;
    const items = (await itemsOf(...tasks)) as [string, string, string];
    for (const [ids, to] of [[[items[0]], { at: 'FRONT' }], [[items[0], items[1]], { index: 0 }], [[items[1]], { after: items[0] }], [items, { at: 'BACK' }]] as const) {
      expect(await move(ids, to)).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO', seq: null });
    }
    const { seq } = await move([items[2]], { at: 'FRONT' });
    const [event] = await bench.sql<{ data: { item: object } }>('SELECT * FROM event WHERE seq = $1', [seq]);
    const row = await bench.one<{ rank: string }>('SELECT rank FROM queue_item WHERE id = $1', [items[2]]);
    expect(event).toMatchObject({ kind: 'task.moved', subject_id: tasks[2], task_id: tasks[2], queue_id: bench.defaultQueue });
    expect(event!.data).toEqual({ item: { id: items[2], queueId: bench.defaultQueue, priority: 0, rank: Number(row.rank), displayName: null, notBefore: null } });
    expect(await bench.one(`SELECT count(*)::int AS n FROM event WHERE kind = 'task.moved'`)).toEqual({ n: 1 });
    expect((await bench.taskRow(tasks[2])).priority).toBe(0);
  });

  test('moves what is still there, names what is not, and refuses when nothing is or the neighbour is gone', async () => {
    const tasks = [await bench.queued(), await bench.queued(), await bench.queued(), await bench.queued()];
    const items = await itemsOf(...tasks);
    const [gone, stays, other, neighbour] = items as [string, string, string, string];
    acceptedId(await dequeueTask(bench.engine, bench.as(), { taskId: tasks[0]! }));
    const outcome = await move([gone, other, stays], { at: 'FRONT' });
    expect(outcome).toMatchObject({ result: 'ACCEPTED', code: null, message: `no longer in the queue: ${gone}` });
    expect((await line()).slice(0, 2).map((item) => item.id)).toEqual([other, stays]);
    expect(await move([gone, uuidv7()], { at: 'FRONT' })).toMatchObject({ result: 'REFUSED', code: 'NOT_QUEUED', seq: null });
    expect(await move([stays], { before: gone })).toMatchObject({ result: 'REFUSED', code: 'NOT_QUEUED', message: expect.stringContaining('name another one') });
    const many = await move([neighbour, ...Array.from({ length: 30 }, () => uuidv7())], { at: 'FRONT' });
    expect(many.message).toMatch(/ and 20 more$/);
  });

  test('takes nothing that is no list of items, and no place that is none', async () => {
    const id = uuidv7();
    const faults: readonly [unknown, unknown, string[]][] = [
      [[], { at: 'FRONT' }, ['itemIds']], [['x'], { at: 'FRONT' }, ['itemIds', '0']], [[id, id], { at: 'FRONT' }, ['itemIds', '1']], ['all', { at: 'FRONT' }, ['itemIds']],
      [Array.from({ length: MAX_MOVED + 1 }, () => uuidv7()), { at: 'FRONT' }, ['itemIds']], [[id], { before: id }, ['to', 'before']], [[id], { after: id }, ['to', 'after']], [[id], {}, ['to']],
    ];
    for (const [itemIds, to, path] of faults) await expect(move(itemIds as string[], to as Place)).rejects.toMatchObject({ code: 'INVALID', path });
    await expect(moveQueueItems(bench.engine, bench.as(), { queueId: uuidv7(), itemIds: [id], to: { at: 'BACK' } })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['queueId'] });
    await expect(moveQueueItems(bench.engine, bench.as('viewer'), { queueId: bench.defaultQueue, itemIds: [id], to: { at: 'BACK' } })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('a thousand items move at once, in the order given', async () => {
    const tasks = Array.from({ length: MAX_MOVED }, () => uuidv7());
    await bench.sql(`INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status, queue_id) SELECT id, (SELECT id FROM project LIMIT 1), 'many', 'command', '{"kind":"command","binary":"true","args":[],"env":{}}', '{}', 'created', NULL FROM unnest($1::uuid[]) AS t(id)`, [tasks]);
    await bench.sql(`INSERT INTO queue_item (id, queue_id, task_id, spec_kind, rank) SELECT id, $2, id, 'command', nextval('rank_seq') << 20 FROM unnest($1::uuid[]) AS t(id)`, [tasks, bench.defaultQueue]);
    const before = await bench.queued({}, { priority: 7 });
    acceptedId(await move(tasks.toReversed(), { at: 'FRONT' }));
    expect(await taskLine()).toEqual([...tasks.toReversed(), before]);
    expect((await line())[0]!.priority).toBe(7);
  });
});

describe('a name in the queue', () => {
  test('is given, changed and taken away, and the name of the task stays', async () => {
    const task = await bench.queued({ name: 'its own' });
    const [item] = (await itemsOf(task)) as [string];
    const rename = (displayName: string | null) => renameQueueItem(bench.engine, bench.as('operator'), { itemId: item, displayName });
    expect(await rename('first of the day')).toMatchObject({ result: 'ACCEPTED', subjectId: item });
    expect(await rename('first of the day')).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO' });
    expect((await line())[0]).toMatchObject({ name: 'first of the day' });
    acceptedId(await rename(null));
    expect((await line())[0]).toMatchObject({ name: null });
    expect(await bench.one('SELECT name FROM task WHERE id = $1', [task])).toEqual({ name: 'its own' });
    expect(await bench.kinds(task)).toEqual(['task.created', 'task.enqueued', 'task.renamed', 'task.renamed']);
    await expect(rename('')).rejects.toMatchObject({ code: 'INVALID', path: ['displayName'] });
    await dequeueTask(bench.engine, bench.as(), { taskId: task });
    expect(await rename('too late')).toMatchObject({ result: 'REFUSED', code: 'NOT_QUEUED' });
    await expect(renameQueueItem(bench.engine, bench.as(), { itemId: 'x', displayName: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['itemId'] });
  });

  test('comes back with the place when a runner is lost or gives back, and when an outside worker does not start; a retry by a person is a new place without it', async () => {
    const task = await bench.queued({ name: 'its own', retry: { onLost: 'REQUEUE', maxLost: 9 } });
    const [itemId] = (await itemsOf(task)) as [string];
    acceptedId(await renameQueueItem(bench.engine, bench.as(), { itemId, displayName: 'urgent' }));
    const before = await line();
    const comesBack = async (how: string) => expect((await line()).map(({ id: _id, ...item }) => item), how).toEqual(before.map(({ id: _id, ...item }) => item));
    await new OutsideBenchWorker(bench, 'w').take();
    await pass(bench, task, 601);
    await sweepOutside(bench.engine);
    await comesBack('not started');
    await (await bench.runner('r')).take();
    expect(await line()).toEqual([]);
    await bench.expire('r');
    await comesBack('lost');
    const runner = await bench.runner('r');
    await runner.finish(await runner.take(), { by: 'HANDED_BACK', message: 'shutting down' });
    await comesBack('handed back');
    await runner.finish(await runner.take(), { by: 'EXIT', exitCode: 1 });
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: task }));
    expect(await line()).toMatchObject([{ task, name: null }]);
    await expectContent(bench);
  });
});

describe('a barrier', () => {
  test('holds back what stands behind it until it is moved or removed', async () => {
    const [a, b] = [await bench.queued(), await bench.queued()];
    const barrier = acceptedId(await addQueueBarrier(bench.engine, bench.as('operator'), { queueId: bench.defaultQueue, to: { index: 1 }, displayName: 'after lunch' }));
    const runner = await bench.runner('r');
    const claimed = async () => (await runner.claim(10)).map((attempt) => attempt.taskId);
    expect(await line()).toMatchObject([{ task: a }, { id: barrier, task: null, name: 'after lunch' }, { task: b }]);
    expect(await claimed()).toEqual([a]);
    expect(await claimed()).toEqual([]);
    acceptedId(await move([barrier], { at: 'BACK' }));
    expect(await claimed()).toEqual([b]);
    const c = await bench.queued();
    expect(await claimed()).toEqual([]);
    const urgent = await bench.queued({}, { priority: 1 });
    expect(await claimed()).toEqual([urgent]);
    acceptedId(await renameQueueItem(bench.engine, bench.as(), { itemId: barrier, displayName: 'till tomorrow' }));
    expect(await removeQueueBarrier(bench.engine, bench.as('operator'), { itemId: barrier })).toMatchObject({ result: 'ACCEPTED', subjectId: barrier });
    expect(await claimed()).toEqual([c]);
    expect(await removeQueueBarrier(bench.engine, bench.as(), { itemId: barrier })).toMatchObject({ result: 'REFUSED', code: 'NOT_QUEUED' });
    expect(await bench.kinds(barrier)).toEqual(['queue.barrier_added', 'queue.barrier_moved', 'queue.barrier_renamed', 'queue.barrier_removed']);
    await expectContent(bench);
  });

  test('is not a task: the place of a task is not removed with it, and a queue has so many at most', async () => {
    const [item] = (await itemsOf(await bench.queued())) as [string];
    await expect(removeQueueBarrier(bench.engine, bench.as(), { itemId: item })).rejects.toMatchObject({ code: 'INVALID', path: ['itemId'] });
    await bench.sql(`INSERT INTO queue_item (id, queue_id, rank) SELECT gen_random_uuid(), $1, n FROM generate_series(1, $2) n`, [bench.defaultQueue, MAX_BARRIERS]);
    await expect(addQueueBarrier(bench.engine, bench.as(), { queueId: bench.defaultQueue })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    const gone = await addQueueBarrier(bench.engine, bench.as(), { queueId: bench.defaultQueue, to: { before: uuidv7() } }).catch((error: unknown) => error);
    expect(gone).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});

test('moves, names, barriers, limits and a pause are as they were for a server that starts on the same database', async () => {
  const tasks = [await bench.queued(), await bench.queued(), await bench.queued()] as const;
  const items = (await itemsOf(...tasks)) as [string, string, string];
  acceptedId(await move([items[2]], { at: 'FRONT' }));
  acceptedId(await addQueueBarrier(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
  acceptedId(await renameQueueItem(bench.engine, bench.as(), { itemId: items[0], displayName: 'named' }));
  acceptedId(await updateQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue, maxRunning: 2 }));
  acceptedId(await pauseQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
  const db = await openDatabase(bench.url, 2);
  try {
    const engine = { ...bench.engine, db };
    await seedRows(engine);
    expect(await line()).toMatchObject([{ task: tasks[2] }, { task: tasks[0], name: 'named' }, { task: tasks[1] }, { task: null }]);
    const runner = await openBenchRunner(engine, 'after the restart');
    expect(await runner.claim(10)).toEqual([]);
    acceptedId(await resumeQueue(engine, bench.as(), { queueId: bench.defaultQueue }));
    expect((await runner.claim(10)).map((attempt) => attempt.taskId)).toEqual([tasks[2], tasks[0]]);
  } finally {
    await db.close();
  }
});

describe('entering at a place', () => {
  test('takes the priority of the neighbour there and keeps the wish of the task', async () => {
    const [a, b] = [await bench.queued({}, { priority: 9 }), await bench.queued({}, { priority: 1 })];
    const [ia] = (await itemsOf(a)) as [string];
    const front = await bench.queued({ priority: -2 }, { place: { at: 'FRONT' } });
    const between = await bench.queued({}, { place: { after: ia } });
    const back = await bench.queued({}, { place: { at: 'BACK' } });
    expect(await line()).toMatchObject([{ task: front, priority: 9 }, { task: a, priority: 9 }, { task: between, priority: 9 }, { task: b, priority: 1 }, { task: back, priority: 1 }]);
    expect((await bench.taskRow(front)).priority).toBe(-2);
    await expectContent(bench);
  });

  test('in an empty queue it has its own priority; without the neighbour, or with a priority besides, it does not enter', async () => {
    const alone = await bench.queued({ priority: 4 }, { place: { at: 'FRONT' } });
    expect(await line()).toMatchObject([{ task: alone, priority: 4 }]);
    const taskId = await bench.task();
    expect(await enqueueTask(bench.engine, bench.as(), { taskId, place: { before: uuidv7() } })).toMatchObject({ result: 'REFUSED', code: 'NOT_QUEUED' });
    await expect(enqueueTask(bench.engine, bench.as(), { taskId, place: { at: 'FRONT' }, priority: 1 })).rejects.toMatchObject({ code: 'INVALID', path: ['priority'] });
    expect(await enqueueTask(bench.engine, bench.as(), { taskId: alone, place: { at: 'FRONT' } })).toMatchObject({ result: 'NOOP', code: 'ALREADY_QUEUED' });
    await expect(enqueueTask(bench.engine, bench.as(), { taskId: uuidv7(), place: { at: 'FRONT' } })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['taskId'] });
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'created', queueId: null });
  });

  test('an index does not count the place that the task itself is just being taken from', async () => {
    const tasks = [await bench.queued(), await bench.queued(), await bench.queued()] as const;
    const blocker = new pg.Client({ connectionString: bench.url });
    await blocker.connect();
    try {
      await blocker.query('BEGIN');
      await blocker.query('SELECT id FROM task WHERE id = $1 FOR UPDATE', [tasks[0]]);
      const dequeued = dequeueTask(bench.engine, bench.as(), { taskId: tasks[0] });
      await waitingForLocks(1);
      const entered = enqueueTask(bench.engine, bench.as(), { taskId: tasks[0], place: { index: 1 } });
      await waitingForLocks(2);
      await blocker.query('COMMIT');
      acceptedId(await dequeued);
      acceptedId(await entered);
    } finally {
      await blocker.end();
    }
    expect(await taskLine()).toEqual([tasks[1], tasks[0], tasks[2]]);
  });

  test('a refused task leaves the ranks of the others as they were, however little room there is', async () => {
    const tasks = [await bench.queued(), await bench.queued()] as const;
    await bench.sql('UPDATE queue_item SET rank = CASE task_id WHEN $1 THEN 1 ELSE 2 END', [tasks[0]]);
    const [first] = (await itemsOf(tasks[0])) as [string];
    expect(await enqueueTask(bench.engine, bench.as(), { taskId: tasks[1], place: { after: first } })).toMatchObject({ result: 'NOOP', seq: null });
    expect(await bench.sql('SELECT rank::int FROM queue_item ORDER BY rank')).toEqual([{ rank: 1 }, { rank: 2 }]);
    const third = await bench.queued({}, { place: { after: first } });
    expect(await taskLine()).toEqual([tasks[0], third, tasks[1]]);
    await expectContent(bench);
  });
});
