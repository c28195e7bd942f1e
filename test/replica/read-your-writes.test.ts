// What one server has answered every other one shows: reads, cursors and subscriptions on another replica right after a mutation.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/domain/event/cursor.ts';
import { CATCH_UP_MS } from '../../src/events/catch-up.ts';
import type { RunningServer } from '../../src/server/start-server.ts';
import { callApi } from '../fault/api-client.ts';
import { EVENTS, LiveClient } from '../live/live-client.ts';
import { type ReplicaGround, replicaGround } from './replica-ground.ts';

const CREATE = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } eventCursor userErrors { message } } }';
const PAGE = 'query ($after: String, $first: Int! = 50) { events(after: $after, first: $first) { events { cursor kind } endCursor hasMore } }';
/** Mutations of a test that looks for a rare moment. */
const ROUNDS = 40;

interface Page {
  readonly events: readonly { readonly cursor: string; readonly kind: string }[];
  readonly endCursor: string;
  readonly hasMore: boolean;
}

let ground: ReplicaGround;
let here: RunningServer;
let there: RunningServer;

beforeAll(async () => {
  ground = await replicaGround(2);
  [here, there] = ground.servers as [RunningServer, RunningServer];
});

afterAll(async () => {
  await ground[Symbol.asyncDispose]();
});

async function createHere(name: string): Promise<{ id: string; cursor: string }> {
  const { createTask } = await callApi<{ createTask: { task: { id: string }; eventCursor: string } }>(here.url, CREATE, { input: { name, spec: { command: { binary: 'true' } } } });
  return { id: createTask.task.id, cursor: createTask.eventCursor };
}

const page = async (after: string | null, first = 50): Promise<Page> => (await callApi<{ events: Page }>(there.url, PAGE, { after, first })).events;
const cursorThere = async (): Promise<string> => (await callApi<{ eventCursor: string }>(there.url, '{ eventCursor }')).eventCursor;
const placeOf = (cursor: string): number => decodeCursor(cursor)!.seq;

/** Another transaction of somebody else is open, and a number of the log was taken in vain: what is committed now cannot settle. */
async function holdUp(): Promise<{ end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: ground.databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_current_xact_id()');
  const other = new pg.Client({ connectionString: ground.databaseUrl });
  await other.connect();
  await other.query('BEGIN');
  await other.query(`INSERT INTO event (kind, subject_id, data) VALUES ('task.moved', gen_random_uuid(), '{}')`);
  await other.query('ROLLBACK');
  await other.end();
  return {
    async end() {
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}

test('the event cursor of a server is never below that of a mutation that another one has answered', async () => {
  for (let i = 0; i < ROUNDS; i++) {
    const { cursor } = await createHere(`round ${i}`);
    expect(placeOf(await cursorThere()), `round ${i}`).toBeGreaterThanOrEqual(placeOf(cursor));
  }
});

test('a page of events after the cursor of a mutation elsewhere is empty and goes on from there, never an error', async () => {
  for (let i = 0; i < ROUNDS; i++) {
    const { cursor } = await createHere(`page ${i}`);
    expect(await page(cursor), `round ${i}`).toEqual({ events: [], endCursor: cursor, hasMore: false });
  }
});

test('a page of events shows what was answered elsewhere a moment before, and so does every other query', async () => {
  let before = await cursorThere();
  for (let i = 0; i < ROUNDS; i++) {
    const { id, cursor } = await createHere(`shown ${i}`);
    const { events } = await page(before);
    expect(events.map((event) => event.cursor), `round ${i}`).toContain(cursor);
    const { node } = await callApi<{ node: { name: string } | null }>(there.url, 'query ($id: ID!) { node(id: $id) { ... on Task { name } } }', { id });
    expect(node).toEqual({ name: `shown ${i}` });
    before = cursor;
  }
});

test('over a WebSocket the event cursor is as fresh, and a subscription after it begins at once on the other server', async () => {
  const client = await LiveClient.open(`${there.url.replace('http', 'ws')}/graphql`);
  for (let i = 0; i < 10; i++) {
    const { cursor } = await createHere(`socket ${i}`);
    client.subscribe(`place ${i}`, '{ eventCursor }');
    await client.until(() => client.of(`place ${i}`).length > 0, 'the cursor');
    const [answer] = client.of(`place ${i}`);
    expect(placeOf((answer!.payload as { data: { eventCursor: string } }).data.eventCursor)).toBeGreaterThanOrEqual(placeOf(cursor));
    client.subscribe(`live ${i}`, EVENTS, { after: cursor });
    await client.caughtUp(`live ${i}`);
    expect(client.data(`live ${i}`)).toEqual([{ cursor, caughtUp: true, event: null }]);
    client.send({ id: `live ${i}`, type: 'complete' });
  }
  client.close();
});

test('what an older open transaction holds up is not waited for without end: the page says where it goes on, and the rest is there afterwards', async () => {
  const before = await cursorThere();
  const holding = await holdUp();
  const { id, cursor } = await createHere('held up');
  const asked = performance.now();
  const cut = await page(before);
  expect(performance.now() - asked).toBeLessThan(CATCH_UP_MS * 2);
  expect(cut).toEqual({ events: [], endCursor: before, hasMore: true });
  // Its place in the log has to wait, the task itself does not.
  expect(await callApi(there.url, 'query ($id: ID!) { node(id: $id) { ... on Task { name } } }', { id })).toEqual({ node: { name: 'held up' } });
  expect(await page(cursor)).toMatchObject({ events: [], endCursor: cursor });
  const early = await cursorThere();
  expect(placeOf(early)).toBeLessThan(placeOf(cursor));
  await holding.end();
  const rest = await page(cut.endCursor);
  expect(rest.events.at(-1)).toMatchObject({ cursor });
  expect((await page(early)).events.map((event) => event.cursor)).toContain(cursor);
});

test('a cursor that no server has given is still refused: the database was put back to an older state', async () => {
  const { logId, seq } = decodeCursor(await cursorThere())!;
  await expect(page(encodeCursor({ logId, seq: seq + 1_000 }))).rejects.toThrow('CURSOR_EXPIRED');
});
