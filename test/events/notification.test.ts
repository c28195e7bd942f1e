// What goes over the wires between replicas, how often, and how output lines wake their watchers.
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { ALL_TASKS, logPayload, MAX_PAYLOAD_BYTES, tasksOfPayload } from '../../src/events/wire/channel.ts';
import type { EventRoom } from '../../src/events/event-room.ts';
import { Company } from '../../src/events/wire/company.ts';
import { DedicatedConnection } from '../../src/events/wire/dedicated-connection.ts';
import { MAX_NAMED_TASKS, NOTIFIER_SETTINGS, NOTIFY_INTERVAL_MS } from '../../src/events/wire/notifier.ts';
import { eventGround, type Ground, until, writeEvents } from './event-ground.ts';

describe('notifications', () => {
  test('a burst of commits is a few notifications, the last of them after the last commit', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    await using ear = await listener(ground, room);
    const rows = await writeEvents(ground.db, 500);
    const began = performance.now();
    for (const row of rows) {
      room.offer([row]);
      await new Promise(setImmediate);
    }
    await until('a notification', () => ear.heard.length > 0);
    const before = ear.heard.length;
    room.offer(await writeEvents(ground.db, 1));
    await until('another one for a later commit', () => ear.heard.length > before);
    expect(ear.heard.length).toBeLessThanOrEqual(2 + (performance.now() - began) / NOTIFY_INTERVAL_MS);
    expect(ear.heard.length).toBeLessThan(rows.length / 2);
    expect(new Set(ear.heard)).toEqual(new Set(['switchyard_event:']));
  });

  test('the notifying session does not wait for the disk', async () => {
    await using ground = await eventGround();
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const connection = new DedicatedConnection({ url: ground.url, purpose: 'notify', settings: NOTIFIER_SETTINGS, log });
    await connection.tried;
    expect((await connection.client!.query('SHOW synchronous_commit')).rows).toEqual([{ synchronous_commit: 'off' }]);
    await connection.close();
  });

  test('lines of a few tasks are named, lines of too many wake all', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    await using ear = await listener(ground, room);
    const few = [uuidv7(), uuidv7(), uuidv7()];
    for (const id of [...few, few[0]!]) room.logged(id);
    await until('all three', () => few.every((id) => ear.heard.some((one) => one.includes(id))));
    for (let i = 0; i <= 2 * MAX_NAMED_TASKS; i++) room.logged(uuidv7());
    await until('the sign for all', () => ear.heard.includes(`switchyard_log:${ALL_TASKS}`));
    for (const one of ear.heard) expect(one.length).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES + 'switchyard_log:'.length);
  });

  test('a room that is alone tells nobody, tells another from the moment that it comes, and stops when it has gone', async () => {
    await using ground = await eventGround();
    const room = await ground.room({ selfCheckMs: 20 });
    const told = async (): Promise<string> => (await ground.db.query<{ at: string }>(LAST_TOLD, []))[0]!.at;
    const commit = async (): Promise<void> => room.offer(await writeEvents(ground.db, 1));
    for (let i = 0; i < 20; i++) await commit();
    await room.catchUp();
    expect(await told()).toBe('never');
    const ear = await listener(ground, room);
    await until('a notification for the newcomer', async () => (await commit(), (await told()) !== 'never'));
    await until('the newcomer to hear it', () => ear.heard.length > 0);
    await ear[Symbol.asyncDispose]();
    await until('silence', async () => {
      const before = await told();
      await commit();
      await room.catchUp();
      return (await told()) === before;
    });
  });

  test('while it cannot hear who comes, a room tells everybody', async () => {
    const company = new Company();
    expect(company.isAlone).toBe(false);
    const alone = { query: async () => ({ rows: [{ others: 0 }] }) } as unknown as pg.Client;
    await company.join(alone);
    expect(company.isAlone).toBe(true);
    company.lost();
    company.heard();
    expect(company.isAlone).toBe(false);
  });

  test('a payload never passes the limit of PostgreSQL', () => {
    const ids = Array.from({ length: 300 }, () => uuidv7());
    expect(tasksOfPayload(logPayload(ids.slice(0, 216)))).toEqual(ids.slice(0, 216));
    expect(logPayload(ids.slice(0, 217))).toBe(ALL_TASKS);
    expect(tasksOfPayload(ALL_TASKS)).toBe(ALL_TASKS);
    expect(MAX_NAMED_TASKS * 37).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  });
});

describe('watching output', () => {
  test('a watcher is woken at once by its own process and by another replica, for its own task only', async () => {
    await using ground = await eventGround();
    const [here, there] = [await ground.room(), await ground.room()];
    const [mine, other] = [uuidv7(), uuidv7()];
    const woken = { here: 0, there: 0, other: 0 };
    const leave = here.logs.watchLog(mine, () => woken.here++);
    there.logs.watchLog(mine, () => woken.there++);
    there.logs.watchLog(other, () => woken.other++);
    await until('the first to have heard of the second', () => !here.health().alone);
    here.logged(mine);
    expect(woken.here).toBe(1);
    await until('the other replica', () => woken.there === 1, 800);
    leave();
    here.logged(mine);
    await until('the other replica again', () => woken.there === 2, 800);
    expect(woken).toEqual({ here: 1, there: 2, other: 0 });
  });

  test('lines nobody told of are found by the poll, once for each change, and nobody watched is not asked about', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const task = await taskWithOutput(ground);
    let woken = 0;
    const leave = room.logs.watchLog(task.id, () => woken++);
    await until('the first look', () => woken === 1);
    await task.write();
    await until('the change', () => woken === 2);
    leave();
    expect(room.logs.size).toBe(0);
  });

  test('a watcher that throws is removed and reported, the others are woken', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const id = uuidv7();
    let woken = 0;
    room.logs.watchLog(id, () => {
      throw new Error('defect');
    });
    room.logs.watchLog(id, () => woken++);
    room.logged(id);
    room.logged(id);
    expect(woken).toBe(2);
    expect(ground.logged.filter((line) => line.level === 'error').map((line) => line.message)).toEqual(['a log listener threw and was removed']);
    expect(() => room.logs.watchLog('x', () => {})).toThrow(TypeError);
  });
});

/** When somebody was notified last, as far as the connections say that are there for it. */
const LAST_TOLD = {
  name: 'test.last_told',
  text: `SELECT coalesce(max(query_start)::text, 'never') AS at FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'switchyard notify' AND query LIKE '%pg_notify%'`,
};

/** Somebody who listens, and of whom the room knows. */
async function listener(ground: Ground, room: EventRoom) {
  const heard: string[] = [];
  const client = new pg.Client({ connectionString: ground.url });
  client.on('notification', (message) => heard.push(`${message.channel}:${message.payload ?? ''}`));
  await client.connect();
  await client.query('LISTEN switchyard_event');
  await client.query('LISTEN switchyard_log');
  await new Company().join(client);
  await until('the room to hear of it', () => !room.health().alone);
  heard.length = 0; // what it said of itself
  return { heard, [Symbol.asyncDispose]: () => client.end() };
}

/** A task that has an output stream, and a way to make that one line longer without telling anybody. */
async function taskWithOutput(ground: Ground) {
  const [id, projectId] = [uuidv7(), uuidv7()];
  await ground.db.pool.query(`INSERT INTO project (id, path) VALUES ($1, $2)`, [projectId, `/${projectId}`]);
  await ground.db.pool.query(
    `INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status) VALUES ($1, $2, 't', 'command', '{}', '{}', 'created')`,
    [id, projectId],
  );
  await ground.db.pool.query(`INSERT INTO task_stream (task_id, generation) VALUES ($1, 1)`, [id]);
  return { id, write: () => ground.db.pool.query('UPDATE task_stream SET next = next + 1 WHERE task_id = $1', [id]) };
}
