// A server that was suspended for longer than events are kept: who listens to it is told that events are gone, never served around them.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventFeed } from '../../src/api/graphql/live/feed/event.feed.ts';
import type { Actor } from '../../src/domain/access.ts';
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import type { EventRoom } from '../../src/events/event-room.ts';
import type { Connection, Statement } from '../../src/store/database.ts';
import { logMeta } from '../../src/store/event/log-meta.store.ts';
import { ageEvents, compact } from './aged-log.ts';
import { eventGround, rollBackEvents, until, writeEvents, type Ground } from './event-ground.ts';

/** Somebody who may be told of every event. */
const EVERYWHERE: Actor = { userId: '00000000-0000-7000-8000-000000000001', name: 'all', role: 'viewer', grants: null };
const BEFORE = 3;
const FORGOTTEN = 5;
const FLOOR = BEFORE + FORGOTTEN;

let ground: Ground;
let gate: SuspendedConnection;
let room: EventRoom;
beforeEach(async () => {
  ground = await eventGround();
  gate = new SuspendedConnection(ground.db);
  room = await ground.room({ db: gate });
  await writeEvents(ground.db, BEFORE);
  await until('the events before', () => room.hub.position === BEFORE);
});
afterEach(async () => {
  gate.resume();
  await ground[Symbol.asyncDispose]();
});

describe('a server that was suspended for longer than the retention', () => {
  test('ends a live stream with CURSOR_EXPIRED and the oldest cursor there is, from which it can be read on', async () => {
    const stream = room.stream.open({ after: null, filter: {} });
    expect(await stream.next()).toMatchObject({ value: { type: 'caughtUp' } });
    const next = stream.next();
    const young = await sleepThroughRetention();
    await expect(next).rejects.toMatchObject({ code: 'CURSOR_EXPIRED', cursor: room.stream.cursorAt(FLOOR) });
    const again = room.stream.open({ after: room.stream.cursorAt(FLOOR), filter: {} });
    expect(await again.next()).toMatchObject({ value: { type: 'event', event: young[0] } });
    await again.return?.();
  });

  test('tells the shared reading of a subscription, and gives it no event beyond the gap', async () => {
    const items: unknown[] = [];
    const faults: unknown[] = [];
    const feed = eventFeed({ source: room, actor: EVERYWHERE, after: null, filter: {} });
    feed.watch(BEFORE, { onItem: (item) => void items.push(item), settled: () => Promise.resolve(), onFault: (error) => void faults.push(error) });
    await sleepThroughRetention();
    await until('the fault', () => faults.length > 0);
    expect(faults).toMatchObject([{ code: 'CURSOR_EXPIRED', cursor: room.stream.cursorAt(FLOOR) }]);
    expect(items).toEqual([]);
  });

  test('does not answer from its memory a cursor that lies before the gap', async () => {
    await sleepThroughRetention();
    await until('the server is level again', () => room.hub.position === FLOOR + 2);
    const stream = room.stream.open({ after: room.stream.cursorAt(BEFORE), filter: {} });
    await expect(stream.next()).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  });

  test('goes on for those who come later', async () => {
    await sleepThroughRetention();
    await until('the server is level again', () => room.hub.position === FLOOR + 2);
    const seen: LoggedEvent[] = [];
    room.hub.subscribe({}, (event) => void seen.push(event));
    const rows = await writeEvents(ground.db, 2);
    await until('what came later', () => seen.length === 2);
    expect(seen).toEqual(rows);
    expect(room.health()).toMatchObject({ tailing: true, horizon: rows[1]!.seq });
  });
});

test('of a log in which nothing happens the floor stays at its last event, so that the newest cursor of a server stays good', async () => {
  await rollBackEvents(ground.db, 5);
  const stream = room.stream.open({ after: null, filter: {} });
  expect(await stream.next()).toMatchObject({ value: { type: 'caughtUp' } });
  const next = stream.next();
  await ageEvents(ground.db, { upTo: BEFORE, days: 3 });
  await compact(ground.db);
  expect((await logMeta(ground.db)).floor).toBe(BEFORE);
  const resumed = room.stream.open({ after: room.stream.now(), filter: {} });
  expect(await resumed.next()).toMatchObject({ value: { type: 'caughtUp' } });
  const [row] = await writeEvents(ground.db, 1);
  expect(await next).toMatchObject({ value: { type: 'event', event: row } });
  await Promise.all([stream.return?.(), resumed.return?.()]);
});

/** While the server sleeps, events come and are forgotten; the last two are young. */
async function sleepThroughRetention(): Promise<readonly LoggedEvent[]> {
  gate.suspend();
  await writeEvents(ground.db, FORGOTTEN);
  await ageEvents(ground.db, { upTo: FLOOR, days: 3 });
  const young = await writeEvents(ground.db, 2);
  await compact(ground.db);
  expect((await logMeta(ground.db)).floor).toBe(FLOOR);
  gate.resume();
  return young;
}

/** A connection whose statements wait while it is suspended. */
class SuspendedConnection implements Connection {
  readonly #inner: Connection;
  #awake = Promise.resolve();
  #wake: () => void = () => undefined;

  constructor(inner: Connection) {
    this.#inner = inner;
  }

  suspend(): void {
    this.#awake = new Promise((resolve) => void (this.#wake = resolve));
  }

  resume(): void {
    this.#wake();
  }

  async query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    await this.#awake;
    return this.#inner.query<Row>(statement, values);
  }
}
