// What the database tests of this folder stand on: a migrated database, a way to write events, conditions with deadlines.
import { setTimeout as turn } from 'node:timers/promises';
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { type EventRoom, type EventRoomOptions, openEventRoom } from '../../src/events/event-room.ts';
import type { RoomLog } from '../../src/events/room-log.ts';
import type { Connection } from '../../src/store/database.ts';
import { EVENT_COLUMNS, type EventRow, toEvent } from '../../src/store/event/event-row.store.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';
import { PlainDatabase } from './plain-database.ts';

/** A migrated database of the test's own; everything opened through it ends with it. */
export interface Ground extends AsyncDisposable {
  readonly url: string;
  readonly db: PlainDatabase;
  /** What the rooms have logged, newest last. */
  readonly logged: readonly { readonly level: string; readonly message: string }[];
  room(options?: Partial<EventRoomOptions>): Promise<EventRoom>;
}

/** Makes one. */
export async function eventGround(): Promise<Ground> {
  const fresh = await freshDatabase();
  const db = new PlainDatabase(fresh.url);
  const rooms: EventRoom[] = [];
  const logged: { level: string; message: string }[] = [];
  return {
    url: fresh.url,
    db,
    logged,
    async room(options) {
      const room = await openEventRoom({ url: fresh.url, db, log: recorder(logged), ...options });
      rooms.push(room);
      return room;
    },
    async [Symbol.asyncDispose]() {
      for (const room of rooms) await room.close();
      await db.close();
      await fresh.drop();
    },
  };
}

/** Inserts one event for each data object, in one transaction if `conn` is one. */
export async function writeEvents(conn: Connection, count: number, of: { taskId?: string; kind?: string } = {}): Promise<LoggedEvent[]> {
  const taskId = of.taskId ?? uuidv7();
  const rows = await conn.query<EventRow>(
    {
      name: 'test.write_events',
      text: `INSERT INTO event (kind, subject_id, task_id, data)
        SELECT $1::text, $2::uuid, $2::uuid, jsonb_build_object('v', g) FROM generate_series(1, $3::int) g RETURNING ${EVENT_COLUMNS}`,
    },
    [of.kind ?? 'task.moved', taskId, count],
  );
  return rows.map(toEvent);
}

/** Leaves a hole of `count` numbers that no event will ever have. */
export async function rollBackEvents(db: PlainDatabase, count: number): Promise<void> {
  const refused = new Error('rolled back on purpose');
  await db
    .transaction(async (tx) => {
      await writeEvents(tx, count);
      throw refused;
    })
    .catch((error: unknown) => {
      if (error !== refused) throw error;
    });
}

/** Looks every millisecond until the condition holds; fails after `ms` with what was waited for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await turn(1);
  }
}

function recorder(into: { level: string; message: string }[]): RoomLog {
  const at = (level: string) => (_fields: object, message: string) => void into.push({ level, message });
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
