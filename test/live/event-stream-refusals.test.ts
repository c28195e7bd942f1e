// What is wrong with a request for an event stream is told before the stream begins, with a code and what to do.
import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import type { Admission } from '../../src/api/graphql/live/live-admission.ts';
import { encodeCursor } from '../../src/domain/event/cursor.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { until } from './live-client.ts';
import { type LiveGround, liveGround, LOCAL, numbered } from './live-ground.ts';
import { type StreamCall, StreamClient } from './stream-client.ts';

let ground: LiveGround;
afterEach(() => ground.close());

async function refusal(call: StreamCall): Promise<{ status: number; headers: StreamClient['headers']; body: Record<string, unknown> }> {
  const { httpUrl } = ground;
  const stream = await StreamClient.open(httpUrl, call);
  await stream.until(() => stream.ended, 'the whole answer');
  expect(stream.headers['content-type']).toBe('application/json; charset=utf-8');
  return { status: stream.status, headers: stream.headers, body: JSON.parse(stream.text) as Record<string, unknown> };
}

test('a wrong parameter is answered 400 with its name as the path and what is accepted', async () => {
  ground = await liveGround();
  const task = toGlobalId('Task', uuidv7());
  const wrong: [string, string, RegExp][] = [
    ['colour=red', 'colour', /there are after, taskId, .*kind/], ['kind=NOTHING', 'kind', /TASK_CREATED, /], ['kind=task.created', 'kind', /TASK_CREATED, /], ['kind=', 'kind', /TASK_CREATED, /],
    ['kind=constructor', 'kind', /TASK_CREATED, /], ['taskId=5', 'taskId', /id field of a Task/], ['taskId=', 'taskId', /id field of a Task/], [`runId=${task}`, 'runId', /id of a Task: use the id of a Run/],
    [`taskId=${task}&taskId=${task}`, 'taskId', /give it once/], ['after=a&after=b', 'after', /give it once/], ['__proto__=1', '__proto__', /no parameter/], [`queueId=${'%00'.repeat(50)}`, 'queueId', /id field of a Queue/],
  ];
  for (const [query, place, message] of wrong) {
    const { status, body } = await refusal({ query });
    expect([status, body], query).toEqual([400, { code: 'INVALID', message: expect.stringMatching(message) as string, path: [place] }]);
  }
  for (const call of [{ query: 'after=' }, { query: 'after=nonsense' }, { headers: { 'last-event-id': 'nonsense' } }, { query: 'after=nonsense', headers: { 'last-event-id': ground.events.stream.now() } }]) {
    const { status, body } = await refusal(call);
    expect([status, body]).toEqual([400, { code: 'CURSOR_INVALID', message: expect.stringContaining('exactly as it was received') as string, path: ['after'] }]);
  }
  expect(ground.room.stats()).toMatchObject({ streams: 0, subscribers: 0, executions: 0 });
});

test('a cursor that cannot be resumed from is answered 410 with the oldest one that can: foreign, beyond the end, or below what is kept', async () => {
  ground = await liveGround();
  await ground.append([numbered(0), numbered(1), numbered(2)]);
  await until(() => ground.events.hub.position >= 3, 'the log to settle');
  const { logId } = ground.events;
  const oldest = (seq: number): string => encodeCursor({ logId, seq });
  for (const after of [encodeCursor({ logId: uuidv7(), seq: 1 }), oldest(1_000)]) {
    const { status, body } = await refusal({ query: { after } });
    expect([status, body]).toEqual([410, { code: 'CURSOR_EXPIRED', message: expect.stringContaining('resume from the oldest cursor') as string, oldestCursor: oldest(0) }]);
  }
  await ground.db.query({ name: 'test_floor', text: 'UPDATE event_meta SET floor = 2' }, []);
  const { status, body } = await refusal({ query: { after: oldest(1) } });
  expect([status, body['oldestCursor']]).toEqual([410, oldest(2)]);
  const kept = await StreamClient.open(ground.httpUrl, { query: { after: oldest(2) } });
  await kept.caughtUp();
  expect(kept.numbers).toEqual([2]);
  kept.close();
});

test('other methods are answered 405, no key 401, the key of a runner 403', async () => {
  let admission: Admission | null = { actor: { ...LOCAL, role: 'runner' } };
  ground = await liveGround({ authorise: () => Promise.resolve(admission) });
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const { status, headers, body } = await refusal({ method });
    expect([status, headers.allow, body['code']]).toEqual([405, 'GET', 'METHOD_NOT_ALLOWED']);
  }
  expect((await StreamClient.open(ground.httpUrl, { method: 'HEAD' })).status).toBe(405);
  expect(await refusal({})).toMatchObject({ status: 403, body: { code: 'FORBIDDEN', message: expect.stringContaining('viewer') as string } });
  admission = null;
  expect(await refusal({})).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { code: 'UNAUTHORIZED' } });
});

test('a database that is away is answered 503 with a time to wait, and streams open once it is back', async () => {
  let failure: Error | null = new Error('the database is away');
  ground = await liveGround({ authorise: () => (failure ? Promise.reject(failure) : Promise.resolve({ actor: LOCAL })), room: { isUnavailable: (error) => error === failure } });
  expect(await refusal({})).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { code: 'UNAVAILABLE' } });
  failure = null;
  const stream = await StreamClient.open(ground.httpUrl);
  await stream.caughtUp();
  stream.close();
});

test('whatever a client accepts, it is served events', async () => {
  ground = await liveGround();
  for (const accept of ['text/event-stream', '*/*', 'application/json', 'text/html']) {
    const stream = await StreamClient.open(ground.httpUrl, { headers: { accept } });
    expect([stream.status, stream.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    stream.close();
  }
});

test('a client that leaves before its stream begins leaves nothing behind', async () => {
  const asked: (() => void)[] = [];
  ground = await liveGround({ authorise: () => new Promise((resolve) => { asked.push(() => resolve({ actor: LOCAL })); }), limits: { maxSocketsPerKey: 1 } });
  const sent = request(`${ground.httpUrl}/events`, { agent: false });
  const closed = new Promise((resolve) => ground.http.once('connection', (socket) => socket.once('close', resolve)));
  sent.on('error', () => undefined).end();
  await until(() => asked.length === 1, 'the question for the key');
  sent.destroy();
  await closed;
  asked[0]!();
  const opening = StreamClient.open(ground.httpUrl);
  await until(() => asked.length === 2, 'the second question');
  expect(ground.room.stats()).toMatchObject({ streams: 0, subscribers: 0 });
  asked[1]!();
  const stream = await opening;
  expect(stream.status).toBe(200);
  stream.close();
});
