// Keyset pages over orders that mix directions and have ties: every row once, whatever the size and direction.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { Database, type Statement } from '../../src/store/database.ts';
import { countChildren, readChildPages } from '../../src/store/read/child-listing.ts';
import type { KeysetPage, RowKey, RowPage } from '../../src/store/read/keyset.ts';
import { ITEMS_OF_QUEUES, loadPositions } from '../../src/store/read/line/queue-item-read.store.ts';
import type { QueueItem } from '../../src/domain/queue/queue.ts';
import { type FreshDatabase, freshDatabase } from '../postgres/fresh-database.ts';

let fresh: FreshDatabase;
let database: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  database = await Database.open({ url: fresh.url, poolSize: 2, transactionTimeout: 5_000 });
});
afterAll(async () => {
  await database?.close();
  await fresh?.drop();
});

const INSERT_QUEUE: Statement = { name: 'test_queue', text: `INSERT INTO queue (id, name, accepts) VALUES ($1, $2, '{command}')` };
const INSERT_ITEM: Statement = { name: 'test_item', text: 'INSERT INTO queue_item (id, queue_id, priority, rank) VALUES ($1, $2, $3, $4)' };

// Few priorities and ranks, so that ties are common.
const items = fc.array(fc.record({ priority: fc.integer({ min: -1, max: 1 }), rank: fc.integer({ min: 0, max: 2 }) }), { maxLength: 25 });

async function fill(rows: readonly { priority: number; rank: number }[]): Promise<string> {
  const queueId = uuidv7();
  await database.query(INSERT_QUEUE, [queueId, queueId]);
  for (const { priority, rank } of rows) await database.query(INSERT_ITEM, [uuidv7(), queueId, priority, rank]);
  return queueId;
}

async function pages(queueId: string, size: number, backward: boolean): Promise<QueueItem[][]> {
  const all: QueueItem[][] = [];
  for (let key: RowKey | null = null; ; ) {
    const page: KeysetPage = { limit: size, backward, after: backward ? null : key, before: backward ? key : null };
    const [found]: RowPage<QueueItem>[] = await readChildPages<QueueItem>(database, ITEMS_OF_QUEUES, { parents: [queueId], page });
    if (backward) all.unshift([...found!.rows]);
    else all.push([...found!.rows]);
    if (!found!.more) return all;
    const end: QueueItem = backward ? found!.rows[0]! : found!.rows.at(-1)!;
    key = [end.priority, end.rank, end.id];
  }
}

test('pages of any size, forwards and backwards, show every item once in the order of hand-out, which is that of the positions', async () => {
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 7 }), fc.boolean(), async (rows, size, backward) => {
      const queueId = await fill(rows);
      const seen = (await pages(queueId, size, backward)).flat();
      const expected = seen.toSorted((a, b) => b.priority - a.priority || a.rank - b.rank || (a.id < b.id ? -1 : 1));
      expect(seen.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      expect(seen).toHaveLength(rows.length);
      expect(await countChildren(database, ITEMS_OF_QUEUES, { parents: [queueId] })).toEqual([rows.length]);
      const positions = new Map((await loadPositions(database, seen.map(({ id }) => id))).map(({ id, position }) => [id, position]));
      expect(seen.map(({ id }) => positions.get(id))).toEqual(seen.map((_, i) => i + 1));
    }),
    { numRuns: 40 },
  );
});

test('one statement reads the pages of many parents, each its own, empty ones included', async () => {
  const queues = [await fill([{ priority: 0, rank: 1 }, { priority: 0, rank: 2 }]), await fill([]), await fill([{ priority: 1, rank: 1 }])];
  const found = await readChildPages<QueueItem>(database, ITEMS_OF_QUEUES, { parents: queues, page: { limit: 1, backward: false, after: null, before: null } });
  expect(found.map(({ rows, more }) => [rows.map(({ queueId }) => queues.indexOf(queueId)), more])).toEqual([[[0], true], [[], false], [[2], false]]);
});
