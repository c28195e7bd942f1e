// Resuming: from any cursor exactly the later events, once and in order, whatever is written meanwhile.
import fc from 'fast-check';
import { execute } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { encodeCursor } from '../../src/domain/event/cursor.ts';
import { EVENTS, LiveClient, until } from './live-client.ts';
import { type LiveGround, liveGround, numbered } from './live-ground.ts';

let ground: LiveGround;
afterEach(() => ground.close());

/** Writers that commit until stopped, some transactions with several events, some rolled back. */
function startWriters(count: number): { stop(): Promise<void> } {
  let stopped = false;
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; !stopped; n++) {
      const events = Array.from({ length: 1 + (n % 3) }, (_, i) => numbered(writer * 1_000_000 + n * 10 + i));
      if (n % 20 === 19) await ground.db.transaction(async (tx) => { await tx.query({ name: 'burn', text: "SELECT nextval(pg_get_serial_sequence('event', 'seq'))" }, []); });
      await ground.append(events);
    }
  };
  const done = Promise.all(Array.from({ length: count }, (_, writer) => write(writer)));
  return { async stop() { stopped = true; await done; } };
}

/** Whole numbers from 0 to `max`, the same for the same seed. */
function jitter(seed: number, max: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * (max + 1));
  };
}

/** Every event above a number, as the table has them. */
async function logged(after: number): Promise<number[]> {
  const rows = await ground.db.query<{ requestId: string }>({ name: 'log_after', text: 'SELECT request_id AS "requestId" FROM event WHERE seq > $1 ORDER BY seq' }, [after]);
  return rows.map(({ requestId }) => Number(requestId));
}

test('from every position in the log a subscriber gets exactly the later events while writers go on', async () => {
  ground = await liveGround({ limits: { maxOperations: 100 } });
  const rows = await ground.append(Array.from({ length: 60 }, (_, n) => numbered(n)));
  await until(() => ground.events.hub.position >= 60, 'the log to settle');
  const writers = startWriters(3);
  const client = await LiveClient.open(ground.url);
  const positions = [0, ...rows.map(({ seq }) => seq)];
  for (const seq of positions) client.subscribe(String(seq), EVENTS, { after: encodeCursor({ logId: ground.events.logId, seq }) });
  await Promise.all(positions.map((seq) => client.caughtUp(String(seq))));
  await writers.stop();
  const expected = await logged(0);
  for (const seq of positions) {
    const later = await logged(seq);
    await client.until(() => client.numbers(String(seq)).length >= later.length, `the events after ${seq}`);
    expect(client.numbers(String(seq))).toEqual(later);
    expect(client.data(String(seq)).filter(({ caughtUp }) => caughtUp)).toHaveLength(1);
  }
  expect(expected.length).toBeGreaterThan(60);
});

test('whatever message a client stops at, going on from its cursor continues the sequence without a gap or a repeat', async () => {
  ground = await liveGround();
  await ground.append(Array.from({ length: 40 }, (_, n) => numbered(n)));
  await until(() => ground.events.hub.position >= 40, 'the log to settle');
  const start = encodeCursor({ logId: ground.events.logId, seq: 0 });
  await fc.assert(fc.asyncProperty(fc.array(fc.nat({ max: 45 }), { minLength: 1, maxLength: 4 }), async (stops) => {
    let after = start;
    const seen: number[] = [];
    for (const stop of stops) {
      const client = await LiveClient.open(ground.url);
      client.subscribe('1', EVENTS, { after });
      await client.caughtUp('1');
      // caughtUp is a message like any other: a client may stop at it, or before it.
      for (const message of client.data('1').slice(0, stop)) {
        after = message.cursor;
        if (message.event) seen.push(Number(message.event.requestId));
      }
      client.close();
    }
    const last = await LiveClient.open(ground.url);
    last.subscribe('1', EVENTS, { after });
    await last.caughtUp('1');
    seen.push(...last.numbers('1'));
    last.close();
    expect(seen).toEqual(Array.from({ length: 40 }, (_, n) => n));
  }), { numRuns: 15 });
});

test('joining a group while events come and executions take their time loses nothing and doubles nothing, 50 times over', async () => {
  // Without delays an execution is over before anybody can join in the middle of it.
  const seed = Date.now() % 1_000_000;
  const delay = jitter(seed, 4);
  ground = await liveGround({
    room: {
      execute: async (args) => {
        await new Promise((resolve) => { setTimeout(resolve, delay()); });
        return execute(args);
      },
    },
  });
  await ground.append([numbered(0)]);
  const witness = await LiveClient.open(ground.url);
  witness.subscribe('1', EVENTS, { after: encodeCursor({ logId: ground.events.logId, seq: 0 }) });
  const writers = startWriters(4);
  const clients: { client: LiveClient; after: number }[] = [];
  for (let round = 0; round < 50; round++) {
    const after = Math.max(0, ground.events.hub.position - (round % 10) * 7);
    const client = await LiveClient.open(ground.url);
    client.subscribe('1', EVENTS, { after: encodeCursor({ logId: ground.events.logId, seq: after }) });
    clients.push({ client, after });
    await client.caughtUp('1');
  }
  await until(() => ground.room.stats().groups === 1, 'one group');
  await writers.stop();
  for (const { client, after } of [...clients, { client: witness, after: 0 }]) {
    const later = await logged(after);
    await client.until(() => client.numbers('1').length >= later.length, 'all events');
    expect(client.numbers('1'), `seed ${seed}`).toEqual(later);
  }
});

test('a cursor below what is kept ends with CURSOR_EXPIRED and the oldest cursor, which works', async () => {
  ground = await liveGround();
  await ground.append(Array.from({ length: 10 }, (_, n) => numbered(n)));
  await ground.db.query({ name: 'drop_old', text: 'DELETE FROM event WHERE seq <= 4' }, []);
  await ground.db.query({ name: 'raise_floor', text: 'UPDATE event_meta SET floor = 4' }, []);
  // Another replica: the first still has the dropped events in memory and may serve them.
  const other = await liveGround({ shareDatabase: ground.databaseUrl });
  try {
    const client = await LiveClient.open(other.url);
    const at = (seq: number, logId = ground.events.logId): { after: string } => ({ after: encodeCursor({ logId, seq }) });
    client.subscribe('1', EVENTS, at(2));
    client.subscribe('2', EVENTS, at(5, '11111111-1111-4111-8111-111111111111'));
    client.subscribe('3', EVENTS, { after: 'no cursor at all' });
    await client.until(() => ['1', '2', '3'].every((id) => client.of(id).length > 0), 'the errors');
    const expired = [{ type: 'error', payload: [{ extensions: { code: 'CURSOR_EXPIRED', oldestCursor: at(4).after } }] }];
    expect(client.of('1')).toMatchObject(expired);
    expect(client.of('2')).toMatchObject(expired);
    expect(client.of('3')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'CURSOR_INVALID' } }] }]);
    client.subscribe('4', EVENTS, at(4));
    await client.caughtUp('4');
    expect(client.numbers('4')).toEqual([4, 5, 6, 7, 8, 9]);
    expect(client.messages.filter(({ type }) => type === 'complete')).toEqual([]);
  } finally {
    await other.close();
  }
});

test('subscribers of two replicas on one database see the same sequence, and a cursor of one works on the other', async () => {
  ground = await liveGround();
  const other = await liveGround({ shareDatabase: ground.databaseUrl });
  try {
    const here = await LiveClient.open(ground.url);
    const there = await LiveClient.open(other.url);
    here.subscribe('1', EVENTS);
    there.subscribe('1', EVENTS);
    await Promise.all([here.caughtUp('1'), there.caughtUp('1')]);
    const [first] = await ground.append([1, 2, 3].map((n) => numbered(n)));
    await Promise.all([here, there].map((client) => client.until(() => client.numbers('1').length === 3, 'three events')));
    expect(here.data('1').slice(1)).toEqual(there.data('1').slice(1));
    there.subscribe('2', EVENTS, { after: ground.events.stream.cursorAt(first!.seq) });
    await there.caughtUp('2');
    expect(there.numbers('2')).toEqual([2, 3]);
  } finally {
    await other.close();
  }
});
