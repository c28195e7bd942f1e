// Process A of the trial: 16 writers, and one subscriber beside them whose events come by offers. Started by fork.
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { openEventRoom, type EventRoom } from '../../src/events/event-room.ts';
import { EVENT_COLUMNS, type EventRow, toEvent } from '../../src/store/event/event-row.store.ts';
import { wireTypes } from '../../src/store/wire-types.ts';
import { PlainDatabase } from './plain-database.ts';
import { ENTITIES, entityId, seeded, type TrialSettings, type WritersDone } from './trial-message.ts';
import { receive, send, silentLog } from './trial-process.ts';
import { finalVersions, Watcher } from './trial-watcher.ts';

const WRITERS = 16;
const MAX_COMMIT_DELAY_MS = 6;
const ROLLBACKS = 0.05;

const BUMP = {
  name: 'test.bump',
  types: wireTypes,
  text: `WITH u AS (UPDATE trial_entity SET v = v + 1 WHERE id = $1 RETURNING id, v)
    INSERT INTO event (kind, subject_id, task_id, data) SELECT 'task.moved', id, id, jsonb_build_object('v', v) FROM u RETURNING ${EVENT_COLUMNS}`,
};

const counts = { committed: 0, rolledBack: 0, lastSeq: 0 };

/** One to three entities in sorted order, a pause, then commit or roll back. */
async function write(client: pg.PoolClient, room: EventRoom, random: () => number): Promise<void> {
  const picked = new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => Math.floor(random() * ENTITIES)));
  await client.query('BEGIN');
  const rows: EventRow[] = [];
  for (const index of [...picked].toSorted((a, b) => a - b)) {
    const { rows: inserted } = await client.query<EventRow>({ ...BUMP, values: [entityId(index)] });
    rows.push(...inserted);
  }
  if (random() < 0.3) await pause(random() * MAX_COMMIT_DELAY_MS);
  if (random() < ROLLBACKS) {
    await client.query('ROLLBACK');
    counts.rolledBack++;
    return;
  }
  await client.query('COMMIT');
  counts.committed += rows.length;
  counts.lastSeq = Math.max(counts.lastSeq, rows.at(-1)!.seq);
  room.offer(rows.map(toEvent));
}

async function writer(db: PlainDatabase, room: EventRoom, settings: TrialSettings & { index: number }): Promise<void> {
  const random = seeded(settings.seed * 1_000 + settings.index);
  const client = await db.pool.connect();
  while (counts.committed < settings.events) await write(client, room, random);
  client.release();
}

const settings = await receive('settings');
const db = new PlainDatabase(settings.url, WRITERS + 4);
const room = await openEventRoom({ url: settings.url, db, log: silentLog });
const watcher = new Watcher(room, { name: 'beside the writers', filter: {} });
const watching = watcher.steady();
const began = performance.now();
await Promise.all(Array.from({ length: WRITERS }, (_, index) => writer(db, room, { ...settings, index })));
const seconds = (performance.now() - began) / 1_000;
await watcher.finish(counts.lastSeq);
await watching;
const done: WritersDone = { type: 'written', ...counts, seconds, verdict: watcher.witness.verdict(await finalVersions(db)) };
send(done);
await room.close();
await db.close();
process.disconnect?.();
